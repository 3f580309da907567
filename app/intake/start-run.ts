import { TAKEN } from '../../shared/github/reactions.ts';
import type { Places } from '../../shared/github/reporter.ts';
import { resolveProfile } from '../../shared/profile/resolve.ts';
import { checkWork } from '../../shared/request/check-work.ts';
import { headMoved } from '../../shared/request/head-moved.ts';
import type { AppContext } from '../context.ts';
import type { Run, RunInput } from '../store/run-row.ts';
import { profileOf, type StoredWork, workOf } from '../worker/facts.ts';
import { bestEffortReaction, openReporter } from '../worker/open-reporter.ts';
import { decided } from './answer.ts';
import type { Gathered } from './gather.ts';
import { fullName, type Request } from './request.ts';

/** Runs `target` again; with one that went out of reach, goes on where it is, if its sandbox is held. */
export async function retryRun(
  context: AppContext,
  request: Request,
  gathered: Gathered,
  target: Run,
): Promise<string> {
  const { work, flags } = workOf(target);
  if (!(await isHeld(context, target))) return startRun(context, request, gathered, { work, flags });
  // Its commit is what the sandbox has.
  const pull = { ...gathered.pull, headSha: target.headSha };
  return startRun(context, request, { ...gathered, pull }, { work, flags, goesOnFor: target.id });
}

async function isHeld({ store }: AppContext, { state, outcome, sandboxId }: Run): Promise<boolean> {
  if (state !== 'ended' || outcome?.error?.code !== 'unreachable' || !sandboxId) return false;
  return (await store.sandboxFacts([], [sandboxId])).spared.some(({ leftMs }) => leftMs > 0);
}

/** Stores a run, shows it on the pull request and queues it. Each step is safe to repeat. */
export async function startRun(
  context: AppContext,
  request: Request,
  { pull, readConfig }: Gathered,
  { work: asked, flags, ...others }: StoredWork,
): Promise<string> {
  const { store, config } = context;
  const { owner, repo, sender } = request;
  const repoConfig = await readConfig();
  const work = await checkWork(
    {
      client: context.github.client(request, 'intake'),
      owner,
      repo,
      ref: pull.headSha,
      project: repoConfig.project,
    },
    asked,
  );
  if (flags.sha && flags.sha !== pull.headSha) throw headMoved(flags.sha, pull.headSha);
  const profile = await resolveProfile({
    server: config,
    repo: repoConfig,
    repository: fullName(request),
    flags,
  });
  const input: RunInput = {
    requestKey: request.key,
    installationId: request.installationId,
    repositoryId: request.repositoryId,
    owner,
    repo,
    pr: request.number,
    sender: { id: sender.id, login: sender.login },
    work: { work, flags, ...others } satisfies StoredWork,
    profile,
    headSha: pull.headSha,
    headRef: pull.headRef,
    exactSha: flags.sha !== undefined,
    commentId: request.commentId,
  };
  const { run, created } = await store.insertRun(input, config.caps);
  await decided(context, request, {
    allowed: true,
    reason: `Allowed with the profile ${profileOf(run).name}.`,
    run: run.id,
  });
  if (run.state !== 'queued') return `Run ${run.id} exists already.`;
  await showAndQueue(context, run, !created);
  return `Run ${run.id} is queued.`;
}

/** Shows a stored run on the pull request and queues it. `again`: an earlier try may have shown it already. */
export async function showAndQueue(context: AppContext, run: Run, again: boolean): Promise<void> {
  const [places] = await Promise.all([
    announce(context, run, again),
    bestEffortReaction(context, run, TAKEN),
  ]);
  await context.store.enqueueRun(run, {
    statusCommentId: places.statusCommentId,
    checkRunIds: places.checkRunId ? { [run.headSha]: places.checkRunId } : {},
  });
}

/** Shows the run before it is queued. A GitHub that does not let us costs the announcement, never the run. */
async function announce(context: AppContext, run: Run, again: boolean): Promise<Places> {
  try {
    const reporter = await openReporter(context, run, { again });
    return await reporter.queued(await context.store.queuePosition(run));
  } catch (error) {
    context.log.warn({ run: run.id, err: error }, 'the run could not be announced');
    return {};
  }
}

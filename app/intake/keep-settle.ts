import { isSpeckitError, SpeckitError } from '../../shared/errors.ts';
import { type ConflictDesk, conflictDesk } from '../../shared/github/conflict-desk.ts';
import { senderPermission } from '../../shared/github/permission.ts';
import { resultRef } from '../../shared/github/publisher.ts';
import { changesWorkflows } from '../../shared/pipeline/publish-workflows.ts';
import { redactOutcome } from '../../shared/pipeline/redact-outcome.ts';
import { scratchFolder } from '../../shared/pipeline/scratch-folder.ts';
import { knownSecrets } from '../../shared/pipeline/secrets.ts';
import { type SettleInput, settleConflicts } from '../../shared/pipeline/settle.ts';
import { outcomeAfter } from '../../shared/pipeline/settle-outcome.ts';
import type { RepoConfig } from '../../shared/profile/config.ts';
import { decide } from '../../shared/profile/policy.ts';
import { createRedactor } from '../../shared/text/redact.ts';
import type { AppContext } from '../context.ts';
import type { Run } from '../store/run-row.ts';
import { profileOf, runFacts, workOf } from '../worker/facts.ts';
import { openPublisher } from '../worker/open-publisher.ts';
import { openRepository } from '../worker/open-repository.ts';
import { resultObjects } from '../worker/result-objects.ts';
import { showOutcome } from './keep-report.ts';

export interface SettleRequest {
  run: Run;
  wide?: SettleInput['wide'];
  /** Whose configuration says who may answer. */
  readConfig(): Promise<RepoConfig>;
}

/** Longer than any merge and commit should take. */
const SETTLE_MS = 15 * 60_000;

/**
 * Brings a kept result onto the branch as far as its conflicts are settled, and shows how it stands. Returns what became
 * of it in a sentence. Safe to repeat at any point.
 */
export async function settleKept(context: AppContext, request: SettleRequest): Promise<string> {
  const { run } = request;
  const { store, dataDir, variables } = context;
  const signal = AbortSignal.timeout(SETTLE_MS);
  const secrets = Object.values(knownSecrets(variables, profileOf(run)));
  await using scratch = await scratchFolder(dataDir, run.id);
  const { mirror, fetch } = await openRepository(context, run);
  const desk = await openDesk(context, run, { ...request, signal });
  const assertOwner = async () => {
    if ((await store.getRun(run.id))?.resultRef === undefined) throw alreadySettled(run);
  };
  // Without an admin's word such a result is never committed, so nobody else's answer leads here.
  const step = changesWorkflows(run.outcome?.changes ?? []) ? 'apply' : 'publish';
  const publisher = await openPublisher(context, run, { secrets, assertOwner }, step);
  const settlement = await settleConflicts(
    {
      ...{ mirror, fetch, scratchDir: scratch.path, publisher, desk },
      // Beside the kept result, which stays until its commit is there.
      objects: resultObjects(context, run, {
        ...{ mirror, scratchDir: scratch.path, ref: `${resultRef(run.id)}-merged` },
        workflows: step === 'apply',
      }),
      warn: (message, cause) => context.log.warn({ run: run.id, err: cause }, message),
    },
    { asked: run.outcome?.asked ?? [], ...(request.wide ? { wide: request.wide } : {}) },
    signal,
  );
  const before = run.outcome ?? { conclusion: 'conflict', title: '', notes: [], changes: [] };
  const outcome = redactOutcome(outcomeAfter(before, settlement), createRedactor(secrets));
  if (settlement.kind === 'open') {
    await store.settleRun(run.id, outcome);
    await showOutcome(context, run, outcome, { signal });
    return `${settlement.asked.filter(({ answer }) => !answer).length} conflicts of run ${run.id} are open.`;
  }
  const threads = settlement.kind === 'gone' ? await desk.threads() : settlement.threads;
  for (const thread of threads) {
    if (!thread.resolved) await desk.close(thread, settlement.kind === 'gone' ? outcome.title : undefined);
  }
  const heads = settlement.kind === 'settled' ? [settlement.sha ?? settlement.onTopOf] : [];
  const checks = settlement.kind === 'settled' ? { checks: heads.filter(sha => sha !== undefined) } : {};
  await showOutcome(context, run, outcome, { ...checks, signal });
  // While the row leads to a ref that could not be removed, it is removed when it expires.
  const left = (await forgotten(context, run, desk)) ? {} : { resultRef: resultRef(run.id) };
  await store.settleRun(run.id, { ...outcome, ...left });
  return settlement.kind === 'gone'
    ? `The result of run ${run.id} is kept no longer.`
    : `The result of run ${run.id} is ${settlement.sha ? `committed as ${settlement.sha}` : 'settled without a commit'}.`;
}

/** Whether the kept result's ref is gone; nothing else hangs on it by then. */
async function forgotten({ log }: AppContext, run: Run, desk: ConflictDesk): Promise<boolean> {
  try {
    await desk.forget();
    return true;
  } catch (error) {
    if (!isSpeckitError(error)) throw error;
    log.warn({ run: run.id, err: error }, 'the ref of a settled result stays until it expires');
    return false;
  }
}

/** The desk of a run, where everybody may answer who may ask for such a run. */
export async function openDesk(
  { github, config }: AppContext,
  run: Run,
  { readConfig, signal }: Pick<SettleRequest, 'readConfig'> & { signal: AbortSignal },
) {
  const { owner, repo } = run;
  const client = github.client(run, 'publish');
  return conflictDesk({
    ...{ client, owner, repo, pullNumber: run.pr, branch: run.headRef, signal },
    run: runFacts(run, github.endpoints.server),
    author: await github.botLogin(),
    resultRef: resultRef(run.id),
    async mayAnswer(login, bot) {
      const permission = bot
        ? 'none'
        : (await senderPermission({ client, owner, repo, login, signal })).level;
      return decide({
        server: config,
        repo: await readConfig(),
        repository: `${owner}/${repo}`,
        sender: { login, type: bot ? 'Bot' : 'User', permission },
        // Both were looked at when the run was asked for and when the branch is read.
        pr: { fork: false, open: true },
        command: { name: 'keep', side: 'branch' },
        original: workOf(run),
      }).allowed;
    },
  });
}

function alreadySettled(run: Run): SpeckitError {
  return new SpeckitError('cancelled', `The result of run ${run.id} was settled in the meantime.`, {
    hint: 'Its status comment says how.',
  });
}

import { createCheckRun, externalId } from '../../shared/github/check-run.ts';
import { type Reaction, react } from '../../shared/github/reactions.ts';
import { createReporter, REPORTED_BYTES, type Reporter } from '../../shared/github/reporter.ts';
import type { Before } from '../../shared/text/tail.ts';
import type { AppContext } from '../context.ts';
import type { Run } from '../store/run-row.ts';
import { runFacts } from './facts.ts';

export interface ReportHints {
  /** An earlier try may have made a check run without noting it down. */
  again?: boolean;
  /** An earlier try may have followed the command: what it stored of the output is shown too. */
  resumed?: boolean;
  /** Rejects when the run is somebody else's by now; asked before every request. */
  guard?: () => Promise<void>;
}

/** The reporter of a run, with what its row knows of earlier reports. */
export async function openReporter(
  context: AppContext,
  run: Run,
  { again = run.attempt > 1 || isUnannounced(run), resumed = false, guard }: ReportHints = {},
): Promise<Reporter> {
  const { github, log } = context;
  return createReporter({
    client: github.client(run, 'intake', guard),
    owner: run.owner,
    repo: run.repo,
    facts: runFacts(run, github.endpoints.server),
    botLogin: await github.botLogin(),
    createdAt: run.createdAt,
    ...(run.startedAt ? { startedAt: run.startedAt } : {}),
    statusCommentId: run.statusCommentId,
    checkRunId: run.checkRunIds[run.headSha],
    adopt: again,
    ...(run.endedAt ? { endedAt: run.endedAt } : {}),
    ...(resumed ? { before: await shownBefore(context, run) } : {}),
    onError: error => log.warn({ run: run.id, err: error }, 'GitHub was not told of the progress'),
  });
}

/** Whether no check run was noted down: its announcement may have been carried out although its answer was lost. */
const isUnannounced = ({ checkRunIds }: Run) => Object.keys(checkRunIds).length === 0;

async function shownBefore({ store }: AppContext, run: Run): Promise<Before> {
  if (run.outputOffset === 0) return { total: 0, tail: Buffer.alloc(0) };
  const { head, tail, totalBytes } = await store.output.read(run.id);
  const end = tail.length > 0 ? tail : head;
  return { total: totalBytes, tail: end.subarray(Math.max(0, end.length - REPORTED_BYTES)) };
}

/** Reacts to the comment that asked for the run, if one did. */
export async function bestEffortReaction(
  { github, log }: AppContext,
  run: Run,
  reaction: Reaction,
): Promise<void> {
  const { owner, repo, commentId } = run;
  if (commentId === undefined) return;
  const failure = await react({ client: github.client(run, 'intake'), owner, repo, commentId }, reaction);
  if (failure) log.debug({ run: run.id, err: failure }, 'no reaction');
}

/** Ends the check run that was announced on a commit which the run does not take after all; a failure costs only that. */
export async function closeCheck(
  { github, log }: AppContext,
  run: Run,
  sha: string,
  takenSha: string,
): Promise<void> {
  const id = run.checkRunIds[sha];
  if (id === undefined) return;
  const { owner, repo } = run;
  const facts = runFacts(run, github.endpoints.server);
  const check = createCheckRun({
    client: github.client(run, 'intake'),
    owner,
    repo,
    headSha: sha,
    phase: facts.phase,
    externalId: externalId(run.id, run.pr),
    id,
    onUpdateError() {},
  });
  const title = 'The branch moved before the run started';
  try {
    await check.complete('cancelled', { title, summary: `${title}; it runs on ${takenSha} instead.` });
  } catch (error) {
    log.warn({ run: run.id, sha, err: error }, 'a check run stays open');
  }
}

import { isSpeckitError } from '../../shared/errors.ts';
import type { RunOutcome } from '../../shared/events.ts';
import { externalId } from '../../shared/github/check-run.ts';
import { checkConclusion, completedCheck, type Progress } from '../../shared/github/check-text.ts';
import { endedComment, type Links } from '../../shared/github/comment-text.ts';
import { addCheck } from '../../shared/github/conflict-check.ts';
import { createStatusComment } from '../../shared/github/status-comment.ts';
import type { AppContext } from '../context.ts';
import type { Run } from '../store/run-row.ts';
import { runFacts } from '../worker/facts.ts';

/** Bytes of the output's end that a check run can show. */
const TAIL_BYTES = 96 * 1024;

/**
 * Shows an ended run's new outcome: in its status comment, and with `checks` as further check runs on the commit that
 * it ran on and on those given. A place that GitHub refuses is logged and costs none of the others.
 */
export async function showOutcome(
  context: AppContext,
  run: Run,
  outcome: RunOutcome,
  options: { checks?: readonly string[]; signal: AbortSignal },
): Promise<void> {
  const { github } = context;
  const facts = runFacts(run, github.endpoints.server);
  const { owner, repo } = run;
  const client = github.client(run, 'publish');
  const elapsedMs =
    run.startedAt && run.endedAt ? run.endedAt.getTime() - run.startedAt.getTime() : undefined;
  const took = elapsedMs === undefined ? {} : { elapsedMs };
  const links: Links = {};
  if (options.checks) {
    const output = completedCheck(facts, outcome, { ...(await progressOf(context, run)), ...took });
    for (const headSha of new Set([run.headSha, ...options.checks])) {
      const check = {
        ...{ client, owner, repo, headSha, phase: facts.phase, signal: options.signal },
        externalId: externalId(run.id, run.pr),
        startedAt: run.startedAt ?? run.createdAt,
      };
      const id = await tolerate(context, run, () =>
        addCheck(check, checkConclusion(outcome.conclusion), output),
      );
      if (id !== undefined) links.check = `${facts.repositoryUrl}/runs/${id}`;
    }
  } else {
    const id = run.checkRunIds[run.headSha];
    if (id !== undefined) links.check = `${facts.repositoryUrl}/runs/${id}`;
  }
  const comment = createStatusComment({
    ...{ client, owner, repo, pullNumber: run.pr, runId: run.id, signal: options.signal },
    author: await github.botLogin(),
    since: run.createdAt,
    ...(run.statusCommentId === undefined ? {} : { id: run.statusCommentId }),
  });
  await tolerate(context, run, () => comment.write(endedComment(facts, outcome, { links, ...took })));
}

async function progressOf({ store }: AppContext, run: Run): Promise<Progress> {
  const { head, tail, totalBytes } = await store.output.read(run.id);
  const end = tail.length > 0 ? tail : head;
  return { notices: [], tail: end.subarray(Math.max(0, end.length - TAIL_BYTES)), totalBytes };
}

async function tolerate<T>({ log }: AppContext, run: Run, write: () => Promise<T>): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    // An outage passes, and the whole is safe to repeat.
    if (!isSpeckitError(error) || error.retryable) throw error;
    log.warn({ run: run.id, err: error }, 'GitHub was not told of the new outcome');
    return undefined;
  }
}

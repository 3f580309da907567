import { endedComment, type Links, queuedComment, runningComment } from '../../shared/github/comment-text.ts';
import { createStatusComment } from '../../shared/github/status-comment.ts';
import type { AppContext } from '../context.ts';
import type { Run } from '../store/run-row.ts';
import { runFacts } from '../worker/facts.ts';
import { decided } from './answer.ts';
import type { Request } from './request.ts';

/** Brings a run's status comment up to date, wherever the run is worked on. */
export async function showStatus(context: AppContext, request: Request, run: Run): Promise<string> {
  const { github, store } = context;
  const { owner, repo, number } = request;
  const comment = createStatusComment({
    client: github.client(request, 'intake'),
    owner,
    repo,
    pullNumber: number,
    runId: run.id,
    author: await github.botLogin(),
    since: run.createdAt,
    ...(run.statusCommentId === undefined ? {} : { id: run.statusCommentId }),
  });
  const write = async (now: Run) =>
    comment.write(statusText(now, github.endpoints.server, await store.queuePosition(now)));
  await write(run);
  // Its worker may have shown the end meanwhile, and nobody would correct what was just written.
  const now = await store.getRun(run.id);
  if (now?.outcome && !run.outcome) await write(now);
  await decided(context, request, { allowed: true, reason: `Run ${run.id} is ${run.state}.`, run: run.id });
  return `The status of run ${run.id} was refreshed.`;
}

function statusText(run: Run, serverUrl: string, ahead: number): string {
  const facts = runFacts(run, serverUrl);
  const check = run.checkRunIds[run.headSha];
  const links: Links = check === undefined ? {} : { check: `${facts.repositoryUrl}/runs/${check}` };
  if (run.state === 'queued') return queuedComment(facts, links, ahead);
  // A run that has an outcome only has its sandbox to release.
  if (!run.outcome) {
    return runningComment(facts, links, run.phase ? { phase: run.phase } : {});
  }
  const elapsedMs =
    run.startedAt && run.endedAt ? run.endedAt.getTime() - run.startedAt.getTime() : undefined;
  return endedComment(facts, run.outcome, { links, ...(elapsedMs === undefined ? {} : { elapsedMs }) });
}

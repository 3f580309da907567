import { SpeckitError } from '../../shared/errors.ts';
import { readPullRequest } from '../../shared/github/pull-request.ts';
import { headMoved } from '../../shared/request/head-moved.ts';
import type { AppContext } from '../context.ts';
import type { Fence, Run } from '../store/run-row.ts';
import { awaitSettling } from './await-settling.ts';

export interface SettledHead {
  run: Run;
  /** Why the run must not start. */
  refusal?: SpeckitError;
}

/** Looks at the pull request once more before a run starts: it takes the newest head, or stays where `--sha` said. */
export async function settleHead(
  context: AppContext,
  run: Run,
  fence: Fence,
  signal: AbortSignal,
): Promise<SettledHead> {
  await awaitSettling(context, run, signal);
  const { github, store } = context;
  const { owner, repo } = run;
  const pull = await readPullRequest({
    client: github.client(run, 'intake'),
    owner,
    repo,
    number: run.pr,
    signal,
  });
  if (pull.state === 'closed') {
    const refusal = new SpeckitError('cancelled', 'The pull request was closed before the run started.', {
      hint: 'Reopen it and use `/speckit retry`.',
    });
    return { run, refusal };
  }
  if (pull.headSha === run.headSha) return { run };
  if (run.exactSha) return { run, refusal: headMoved(run.headSha, pull.headSha) };
  await store.checkpoint(fence, { headSha: pull.headSha });
  return { run: { ...run, headSha: pull.headSha } };
}

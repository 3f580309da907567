import { SpeckitError } from '../shared/errors.ts';
import { statusOf, toGitHubError } from '../shared/github/github-error.ts';
import type { Action, StepResult } from './action.ts';
import { reportStatus } from './outputs.ts';
import type { PastRun } from './past-runs.ts';

/** Ends the workflow run that works on a run, by way of GitHub: it has the runner's signals. @throws SpeckitError */
export async function cancelWorkflow(
  { client, env, log }: Action,
  { id, memo }: PastRun,
): Promise<StepResult> {
  if (memo.outcome) {
    throw new SpeckitError('usage', `Run \`${id}\` has ended already: ${memo.outcome.conclusion}.`, {
      hint: 'Its status comment has the result; `/speckit retry` runs it again.',
    });
  }
  const { owner, repo } = env;
  try {
    await client.rest.actions.cancelWorkflowRun({ owner, repo, run_id: memo.workflow });
  } catch (error) {
    // It has just ended, or another cancellation was faster.
    if (statusOf(error) !== 409) {
      const failure = toGitHubError(error, `cancel the workflow run ${memo.workflow}`);
      if (failure.code !== 'denied') throw failure;
      throw new SpeckitError('denied', failure.message, {
        hint: 'Give the job that cancels `permissions: actions: write`.',
        cause: error,
      });
    }
  }
  log.notice(`Run ${id} is told to end.`);
  reportStatus('completed', id);
  return 'fine';
}

import { isSpeckitError } from '../shared/errors.ts';
import { toGitHubError } from '../shared/github/github-error.ts';
import { startReadingConfig } from '../shared/request/gather.ts';
import { isLeftTo } from '../shared/request/left-to.ts';
import type { Action, StepResult } from './action.ts';
import { wantsCommits } from './inputs.ts';
import { reportOutcome, reportStatus } from './outputs.ts';
import { isOpen, type PastRun, pastRuns } from './past-runs.ts';
import { ignored, LEFT_TO_APP } from './refuse.ts';
import { type SettleRequest, settle } from './settle.ts';
import type { Trigger } from './trigger.ts';

/**
 * After a push: looks again at every conflict that is open on the branch's pull requests. One that stays open is no
 * failure, since nobody asked for anything; one that could not be looked at is. The outputs are of the newest run.
 */
export async function lookAgain(
  action: Action,
  pushed: Extract<Trigger, { kind: 'pushed' }>,
): Promise<StepResult> {
  const { client, env, inputs } = action;
  if (!wantsCommits(inputs)) return ignored(action, 'The workflow wants no commits, which settling makes.');
  const target = { client, ...env, defaultBranch: action.defaultBranch };
  const readConfig = startReadingConfig(target);
  if (await isLeftTo('app', { readConfig })) return ignored(action, LEFT_TO_APP);
  const numbers = pushed.number === undefined ? await pullsOf(action, pushed.branch ?? '') : [pushed.number];
  const open: PastRun[] = [];
  for (const number of numbers) {
    const runs = await pastRuns({ ...target, number, author: action.login });
    open.push(...runs.filter(isOpen).toReversed());
  }
  if (open.length === 0) return ignored(action, 'No conflict is open on this branch.');
  const results: StepResult[] = [];
  for (const run of open) results.push(await look(action, run, { readConfig }));
  return results.includes('failed') ? 'failed' : 'fine';
}

/** What is wrong with one run must not keep the others from being looked at. */
async function look(action: Action, run: PastRun, request: SettleRequest): Promise<StepResult> {
  try {
    const outcome = await settle(action, run, request);
    action.log.notice(`Run ${run.id}: ${outcome.title}`);
    reportOutcome(run.id, outcome);
    return 'fine';
  } catch (error) {
    if (!isSpeckitError(error) || error.code === 'internal') throw error;
    action.log.error(`Run ${run.id}: ${error.message} ${error.hint}`);
    reportStatus(error.code === 'cancelled' ? 'cancelled' : 'refused', run.id);
    return 'failed';
  }
}

async function pullsOf({ client, env }: Action, branch: string): Promise<number[]> {
  const { owner, repo } = env;
  try {
    const { data } = await client.rest.pulls.list({ owner, repo, state: 'open', head: `${owner}:${branch}` });
    return data.filter(({ head }) => head.ref === branch).map(({ number }) => number);
  } catch (error) {
    throw toGitHubError(error, `list the pull requests of \`${branch}\``);
  }
}

import { isSpeckitError } from '../shared/errors.ts';
import { toGitHubError } from '../shared/github/github-error.ts';
import { startReadingConfig } from '../shared/request/gather.ts';
import type { Action, StepResult } from './action.ts';
import { ignored } from './handle-pull.ts';
import { reportOutcome } from './outputs.ts';
import { isOpen, pastRuns } from './past-runs.ts';
import { settle } from './settle.ts';
import type { Trigger } from './trigger.ts';

/** After a push: looks again at every conflict that is open on the branch's pull requests. */
export async function lookAgain(
  action: Action,
  pushed: Extract<Trigger, { kind: 'pushed' }>,
): Promise<StepResult> {
  const { client, env, log } = action;
  const target = { client, ...env, defaultBranch: action.defaultBranch };
  const readConfig = startReadingConfig(target);
  const config = await readConfig();
  if (config.answer === 'app') return ignored(action, 'The configuration leaves commands to the App.');
  const numbers = pushed.number === undefined ? await pullsOf(action, pushed.branch ?? '') : [pushed.number];
  let looked = 0;
  for (const number of numbers) {
    const runs = await pastRuns({ ...target, number, author: action.login });
    for (const run of runs.filter(isOpen).toReversed()) {
      looked++;
      try {
        const outcome = await settle(action, run, { readConfig });
        log.notice(`Run ${run.id}: ${outcome.title}`);
        reportOutcome(run.id, outcome);
      } catch (error) {
        // Nobody asked; what is wrong with one run must not keep the others from being looked at.
        if (!isSpeckitError(error) || error.code === 'internal') throw error;
        log.warn(`Run ${run.id}: ${error.message}`);
      }
    }
  }
  return looked === 0 ? ignored(action, 'No conflict is open on this branch.') : 'fine';
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

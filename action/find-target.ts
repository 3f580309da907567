import { nothingOpen, notOurThread } from '../shared/request/nothing.ts';
import { runOfThread } from '../shared/request/run-of-thread.ts';
import type { Action } from './action.ts';
import { isOpen, type PastRun, pastRuns, pickRun } from './past-runs.ts';
import type { PullTrigger } from './trigger.ts';

/**
 * The earlier run that a command is about, `undefined` for one that is about none.
 * @throws SpeckitError `usage` when there is no such run
 */
export async function findTarget(action: Action, trigger: PullTrigger): Promise<PastRun | undefined> {
  const { command, number } = trigger;
  if (command.name === 'run' || command.name === 'help') return undefined;
  const runs = await pastRuns({ ...action, ...action.env, number, author: action.login });
  if (command.name !== 'keep') return pickRun(runs, command.run);
  const { topCommentId } = trigger;
  if (topCommentId === undefined) return pickOpen(runs, command);
  const run = await runOfThread({ ...action, ...action.env, author: action.login }, topCommentId);
  if (run === undefined) throw notOurThread();
  return pickOpen(runs, { run });
}

/** The newest run with open conflicts, or the one that is named by itself or by one of its conflicts. */
function pickOpen(runs: readonly PastRun[], { run, conflict }: { run?: string; conflict?: string }): PastRun {
  const found = runs.filter(isOpen).find(
    ({ id, memo }) =>
      (run === undefined || id === run) &&
      // A memo that was too long has lost its questions; the merge then says whether there is such a conflict.
      (conflict === undefined || (memo.outcome?.asked?.some(one => one.id.startsWith(conflict)) ?? true)),
  );
  if (found) return found;
  throw nothingOpen(conflict ?? run);
}

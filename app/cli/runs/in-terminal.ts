import { SpeckitError } from '../../../shared/errors.ts';
import type { RunOutcome } from '../../../shared/events.ts';
import { resultBranch } from './keep.ts';

const BOTH_CHANGED = 'You and the run changed the same things, so your working tree is as you have it.';
const NEVER_STILL = 'Your working tree kept changing while the result was to be written into it.';
const KEPT_BACK =
  'Files that look like secrets (`.env*`, keys) stay on this machine; `--include FILE` sends one.';

/** The outcome in the words of a terminal. What is in the way of the result is settled by a person, as any conflict. */
export function inTerminal(
  id: string,
  outcome: RunOutcome,
  { inTheWay, keptBack }: { inTheWay: readonly string[]; keptBack: number },
): RunOutcome {
  const branch = resultBranch(id, outcome.resultRef);
  const take = `The result is on the branch \`${branch}\`: \`git cherry-pick --no-commit ${branch}\` takes it.`;
  const ask = `\`speckit-remote attach ${id}\` in a terminal asks about each file.`;
  const conflict = outcome.conclusion === 'conflict';
  const hint = outcome.resultRef && inTheWay.length === 0 ? hintOfOthers(outcome) : undefined;
  // That of a defect is replaced as a whole, see below.
  const words = outcome.error?.code === 'internal' ? (note: string) => note : inTerminalWords;
  const notes = [
    ...(outcome.resultRef ? [take] : []),
    ...(conflict ? [ask] : []),
    ...outcome.notes.filter(note => note !== hint).map(words),
    ...(keptBack > 0 ? [KEPT_BACK] : []),
  ];
  if (inTheWay.length > 0) return { ...outcome, notes, conclusion: 'conflict', conflicts: [...inTheWay] };
  if (conflict) return { ...outcome, notes, title: BOTH_CHANGED };
  if (outcome.resultRef && outcome.error?.code === 'unreachable')
    return { ...outcome, notes, title: NEVER_STILL };
  return { ...outcome, notes };
}

/** Hints that were written for a pull request: here whoever wants it again runs it again. */
const inTerminalWords = (hint: string): string => hint.replaceAll('`/speckit retry`', 'the same command');

/** An outcome by a defect of ours says where more is about it, which is no server's log here. */
export function withLogNamed(outcome: RunOutcome, log: string): RunOutcome {
  const { error, notes } = outcome;
  if (error?.code !== 'internal') return outcome;
  const hint = `The file ${log} has the details. Please report them.`;
  return {
    ...outcome,
    notes: notes.map(note => (note === error.hint ? hint : note)),
    error: new SpeckitError('internal', error.message, { hint, cause: error.cause }),
  };
}

/** Who may take a kept result, and how, is another matter on a pull request. */
function hintOfOthers({ error }: RunOutcome): string | undefined {
  return error && ['rejected', 'unreachable'].includes(error.code) ? error.hint : undefined;
}

import { SpeckitError } from '../errors.ts';

/** The answer to `/speckit apply` for a run without a kept result. */
export function nothingKept(runId: string): SpeckitError {
  return new SpeckitError('usage', `No result of run \`${runId}\` is kept.`, {
    hint: 'Its status comment says what became of it; `/speckit retry` runs it again.',
  });
}

/** The answer to `/speckit keep` where nothing is asked. `named`: the run or conflict that it is about. */
export function nothingOpen(named?: string): SpeckitError {
  const what =
    named === undefined
      ? 'No conflict is open on this pull request.'
      : `There is no open conflict of \`${named}\`.`;
  return new SpeckitError('usage', what, { hint: WHERE });
}

/** The answer to `/speckit keep` in a thread that is not about a conflict. */
export function notOurThread(): SpeckitError {
  return new SpeckitError('usage', 'This thread does not ask about a conflict.', { hint: WHERE });
}

const WHERE = 'Status comments of runs say which conflicts are open and where they are answered.';

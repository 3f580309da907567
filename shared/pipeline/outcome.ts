import type { SpeckitError } from '../errors.ts';
import type { ChangedFile, Conclusion, RunOutcome } from '../events.ts';
import type { RunEnd } from '../session/index.ts';
import type { Change } from '../sync/changes.ts';

/** How the command itself went, before anything is said about its result. */
export interface Verdict {
  conclusion: Conclusion;
  title: string;
  notes: string[];
  exitCode?: number;
  error?: SpeckitError;
}

/** A run that ended because of `error`, whatever step it came from. */
export function failedOutcome(error: SpeckitError, parts: Partial<RunOutcome> = {}): RunOutcome {
  return {
    changes: [],
    ...parts,
    conclusion: error.code === 'cancelled' ? 'cancelled' : 'failure',
    title: error.message,
    notes: [error.hint, ...(parts.notes ?? [])],
    error,
  };
}

export const CONFLICT_TITLE = 'The branch and the run changed the same things, so nothing was committed yet.';

export function changedFiles(changes: readonly Change[]): ChangedFile[] {
  return changes.map(({ path, status }) => ({ path, status }));
}

/** The verdict on a session that has no exit code, or `undefined` if it has one. */
export function interruptedVerdict(end: RunEnd, timeoutText: string): Verdict | undefined {
  switch (end.kind) {
    case 'exited':
      return undefined;
    case 'timed_out':
      return {
        conclusion: 'timed_out',
        title: `The command was stopped after its time limit of ${timeoutText}.`,
        notes: ['Give it more time with `--timeout`, or raise `timeout` in the profile.'],
      };
    case 'cancelled':
      return { conclusion: 'cancelled', title: 'The run was cancelled.', notes: [] };
    case 'lost':
      return {
        conclusion: 'failure',
        title: 'The command disappeared without an exit code.',
        notes: [
          'Something killed it from outside, often a lack of memory; the output up to then is complete.',
        ],
      };
  }
}

/** What a shell command's exit code means. */
export function shellVerdict(exitCode: number, signalName?: string): Verdict {
  if (exitCode === 0) return { conclusion: 'success', title: 'The command succeeded.', notes: [], exitCode };
  const how = signalName ? `was killed by ${signalName}` : `failed with exit code ${exitCode}`;
  return { conclusion: 'failure', title: `The command ${how}.`, notes: [], exitCode };
}

import { isSpeckitError } from '../../shared/errors.ts';
import type { Conclusion } from '../../shared/events.ts';

/** What the command line says to whoever started it; the only place that knows these numbers. */
export const EXIT = {
  success: 0,
  failed: 1,
  usage: 2,
  conflict: 3,
  /** As a shell reports a process that SIGINT ended. */
  cancelled: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code of an error that ended a command. */
export function exitOfError(error: unknown): ExitCode {
  if (isSpeckitError(error, 'usage')) return EXIT.usage;
  return isSpeckitError(error, 'cancelled') ? EXIT.cancelled : EXIT.failed;
}

/** The exit code of a run that came to its end. */
export function exitOfRun(conclusion: Conclusion): ExitCode {
  if (conclusion === 'success') return EXIT.success;
  if (conclusion === 'conflict') return EXIT.conflict;
  return conclusion === 'cancelled' ? EXIT.cancelled : EXIT.failed;
}

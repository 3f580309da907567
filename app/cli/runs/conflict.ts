import type { RunOutcome } from '../../../shared/events.ts';
import type { Context } from '../command.ts';
import type { RunRecord } from './record.ts';

/** Puts a conflict to the person at the terminal; without one it stays on its branch. */
export async function concludeConflict(
  _context: Context,
  _record: RunRecord,
  outcome: RunOutcome,
): Promise<RunOutcome> {
  return outcome;
}

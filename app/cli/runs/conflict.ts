import { isSpeckitError } from '../../../shared/errors.ts';
import type { RunOutcome } from '../../../shared/events.ts';
import type { Context } from '../command.ts';
import { type RunRecord, toStored } from './record.ts';
import { writeRun } from './store.ts';

/** Puts a conflict to the person at the terminal; without one, or without an answer, it stays on its branch. */
export async function concludeConflict(
  context: Context,
  record: RunRecord,
  outcome: RunOutcome,
): Promise<RunOutcome> {
  const { out, folders, interactive } = context;
  if (outcome.conclusion !== 'conflict' || !interactive || context.signal.aborted) return outcome;
  const { settleRun, resultGone } = await import('./settle.ts');
  out.progress('');
  try {
    const settled = await settleRun(context, record);
    if (!settled) throw resultGone(record);
    const { conflicts: _, resultRef: __, ...rest } = outcome;
    const after: RunOutcome = {
      ...rest,
      conclusion: outcome.afterwards?.conclusion ?? 'success',
      title: 'Everything is settled.',
      notes: [settled.note],
      changes: settled.changes,
    };
    await writeRun(folders, { ...record, outcome: toStored(after) });
    return after;
  } catch (error) {
    if (!isSpeckitError(error)) throw error;
    return { ...outcome, notes: [`${error.message} ${error.hint}`, ...outcome.notes] };
  }
}

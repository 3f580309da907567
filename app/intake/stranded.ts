import type { AppContext } from '../context.ts';
import { startRounds } from '../rounds.ts';
import { showAndQueue } from './start-run.ts';

export interface StrandedWatch {
  /** Looks once, now, after a look that is under way; runs older than `ageMs` count. */
  look(ageMs?: number): Promise<void>;
  /** Resolves within 2 s. */
  stop(): Promise<void>;
}

const EVERY_MS = 60_000;
/** Whoever stores a run queues it within this, or has a delivery that is still open. */
const AGE_MS = 60_000;
/** So many in one look; the rest comes with the next. */
const AT_ONCE = 10;

/**
 * Queues runs that were stored and never queued, since the delivery that asked for them was given up in between: at
 * once, and then regularly, in one process for all. A failure is logged and tried again.
 */
export function startStranded(context: AppContext, everyMs = EVERY_MS): StrandedWatch {
  const { store, log } = context;
  const queueAll = async (stop: AbortSignal, ageMs: number, force: boolean): Promise<void> => {
    if (stop.aborted || !(await store.claimChore('stranded runs', everyMs, force))) return;
    for (const run of await store.strandedRuns(ageMs, AT_ONCE)) {
      if (stop.aborted) return;
      try {
        await showAndQueue(context, run, true);
        log.warn({ run: run.id }, 'a run that was stored and never queued is queued now');
      } catch (error) {
        log.error({ run: run.id, err: error }, 'a stored run could not be queued; tried again');
      }
    }
  };
  const { look, stop } = startRounds(queueAll, {
    everyMs,
    regular: [AGE_MS, false],
    onError: error => log.warn({ err: error }, 'runs that were never queued could not be looked for'),
  });
  return { look: (ageMs = AGE_MS) => look(ageMs, true), stop };
}

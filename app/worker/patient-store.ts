import { setTimeout as pause } from 'node:timers/promises';
import { isSpeckitError } from '../../shared/errors.ts';
import type { Store } from '../store/store.ts';

/** Between two tries, growing. */
const PAUSES_MS = [100, 250, 500, 1_000, 2_000];

export interface PatienceOptions {
  /** Ends the waiting: nobody cares any more. */
  signal: AbortSignal;
  /** Told when a wait begins. */
  onAway(error: unknown): void;
}

/**
 * The store as a run's worker uses it: what the run notes down waits until the database is there again, since the
 * command in its sandbox goes on without it.
 */
export function patientStore(store: Store, { signal, onAway }: PatienceOptions): Store {
  const patient =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      for (let tries = 0; ; tries++) {
        try {
          return await call(...args);
        } catch (error) {
          if (!isSpeckitError(error) || !error.retryable) throw error;
          if (tries === 0) onAway(error);
          await pause(PAUSES_MS[tries] ?? PAUSES_MS.at(-1), undefined, { signal });
        }
      }
    };
  return {
    ...store,
    getRun: patient(store.getRun),
    checkpoint: patient(store.checkpoint),
    assertOwner: patient(store.assertOwner),
    isSettlingBefore: patient(store.isSettlingBefore),
    noteOutcome: patient(store.noteOutcome),
    endRun: patient(store.endRun),
    awaitMachine: patient(store.awaitMachine),
    saveRunState: patient(store.saveRunState),
    rememberPlace: patient(store.rememberPlace),
    takeSandbox: patient(store.takeSandbox),
    spareSandbox: patient(store.spareSandbox),
    sandboxFacts: patient(store.sandboxFacts),
    output: { ...store.output, read: patient(store.output.read) },
  };
}

import { setTimeout as pause } from 'node:timers/promises';
import type { AppContext } from '../context.ts';
import type { Run } from '../store/run-row.ts';

const LOOK_MS = 250;

/**
 * Waits until all is dealt with that was asked of the branch before the run was (answers to conflicts, pushes), so that
 * the run works on what they leave. Returns early when the run is to be cancelled.
 */
export async function awaitSettling({ store }: AppContext, run: Run, signal: AbortSignal): Promise<void> {
  while (await store.isSettlingBefore(run)) await pause(LOOK_MS, undefined, { signal });
}

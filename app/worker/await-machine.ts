import { setTimeout as pause } from 'node:timers/promises';
import { isSpeckitError, SpeckitError } from '../../shared/errors.ts';
import { formatDuration } from '../../shared/profile/durations.ts';
import type { AppContext } from '../context.ts';
import { type Fence, fenceOf, type Run } from '../store/run-row.ts';
import { openDriver } from './driver.ts';
import { profileOf } from './facts.ts';

/** For how long a run waits for the only machine that reaches its sandbox, unless told otherwise. */
export const MACHINE_WAIT_MS = 15 * 60_000;
const LOOK_EVERY_MS = 5_000;

export interface Waiting {
  signal: AbortSignal;
  /** Told once that the run only waits. */
  aside(): void;
}

/**
 * Returns at once for a sandbox that can be reached from here. Else the run is kept for the machine that can, which
 * takes it back as soon as it is there: `signal` then aborts.
 * @throws SpeckitError `unreachable` when that machine stays away for too long
 */
export async function awaitMachine(context: AppContext, run: Run, waiting: Waiting): Promise<void> {
  if (run.machine === undefined || run.machine === context.machine) return;
  if (await reaches(context, run, waiting.signal)) return;
  context.log.warn({ run: run.id, machine: run.machine }, 'the run waits for the machine of its sandbox');
  waiting.aside();
  const fence: Fence = fenceOf(run);
  const { store, timing } = context;
  const { machineWaitMs = MACHINE_WAIT_MS } = timing;
  for (;;) {
    const left = machineWaitMs - (await store.awaitMachine(fence));
    if (left <= 0) throw stayedAway(machineWaitMs);
    await pause(Math.min(left, LOOK_EVERY_MS), undefined, { signal: waiting.signal });
  }
}

async function reaches(context: AppContext, run: Run, signal: AbortSignal): Promise<boolean> {
  try {
    const driver = await openDriver(context, profileOf(run));
    await driver.attach(run.sandboxId ?? '', { signal });
    return true;
  } catch (error) {
    signal.throwIfAborted();
    if (isSpeckitError(error)) return false;
    throw error;
  }
}

function stayedAway(ms: number): SpeckitError {
  return new SpeckitError(
    'unreachable',
    `The machine that this command runs on did not come back within ${formatDuration(ms)}.`,
    {
      hint: 'Its sandbox cannot be reached from anywhere else, and a command is never run twice by itself; `/speckit retry` runs it again.',
    },
  );
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Sandbox } from '../drivers/types.ts';
import { isSpeckitError, type SpeckitError } from '../errors.ts';

export interface ReachOptions {
  /** How long the sandbox may be out of reach at a stretch, in milliseconds; default 60,000. */
  unreachableMs?: number | undefined;
  /** Told when the sandbox does not answer, and when it does again, with the milliseconds between the two. */
  onReach?: ((reach: Reach) => void) | undefined;
  signal?: AbortSignal | undefined;
}

export type Reach = { reachable: false } | { reachable: true; awayMs: number };

const PAUSES_MS = [100, 200, 500, 1000, 2000, 5000];
const ANSWER_MS = 15_000;

/** Waits out the times at which a sandbox does not answer. One for each thing that goes on with it. */
export interface Patience {
  /** Something went through: whatever breaks next is a new drop. */
  progressed(): void;
  /** Waits before the next try after a drop; rejects with `error` when that has gone on for too long. */
  afterDrop(error: SpeckitError): Promise<void>;
}

export function createPatience(sandbox: Sandbox, options: ReachOptions): Patience {
  const { unreachableMs = 60_000, onReach, signal } = options;
  let since: number | undefined;
  let drops = 0;

  /** Growing pauses until the sandbox answers. */
  const untilAnswer = async (began: number, error: SpeckitError): Promise<void> => {
    let told = false;
    for (;;) {
      if (performance.now() - began > unreachableMs) throw error;
      await pause(PAUSES_MS[drops++] ?? PAUSES_MS.at(-1), undefined, { signal });
      if (await answers(sandbox, signal)) break;
      if (!told) onReach?.({ reachable: false });
      told = true;
    }
    if (told) onReach?.({ reachable: true, awayMs: performance.now() - began });
  };
  return {
    progressed() {
      since = undefined;
      drops = 0;
    },
    async afterDrop(error) {
      // A sandbox that answers but lets nothing through for all that time is out of reach as well.
      since ??= performance.now();
      await untilAnswer(since, error);
    },
  };
}

/** Repeats `step`, which must be safe to repeat, as long as the sandbox being out of reach is what ends it. */
export async function whileReachable<T>(
  sandbox: Sandbox,
  options: ReachOptions,
  step: () => Promise<T>,
): Promise<T> {
  const patience = createPatience(sandbox, options);
  for (;;) {
    try {
      return await step();
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!isSpeckitError(error) || !error.retryable) throw error;
      await patience.afterDrop(error);
    }
  }
}

async function answers(sandbox: Sandbox, signal: AbortSignal | undefined): Promise<boolean> {
  const late = AbortSignal.timeout(ANSWER_MS);
  try {
    await sandbox.exec(['true'], { signal: signal ? AbortSignal.any([signal, late]) : late });
    return true;
  } catch (error) {
    signal?.throwIfAborted();
    if (late.aborted || (isSpeckitError(error) && error.retryable)) return false;
    throw error;
  }
}

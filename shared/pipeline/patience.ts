import { setTimeout as pause } from 'node:timers/promises';
import { isSpeckitError } from '../errors.ts';
import type { Emit } from '../events.ts';
import { formatDuration } from '../profile/durations.ts';
import type { ResolvedProfile } from '../profile/resolve.ts';
import type { ReachOptions } from '../session/index.ts';

/** How long a run waits for a sandbox that does not answer; the person is told when it begins and when it is over. */
export function patienceOf({
  profile,
  emit,
  signal,
}: {
  profile: Pick<ResolvedProfile, 'unreachableMs'>;
  emit: Emit;
  signal: AbortSignal;
}): ReachOptions {
  const { unreachableMs } = profile;
  return {
    unreachableMs,
    signal,
    onReach(reach) {
      const text = reach.reachable
        ? `The sandbox answers again after ${Math.max(1, Math.round(reach.awayMs / 1000))} s; none of its output was lost.`
        : `The sandbox does not answer; it is given up after ${formatDuration(unreachableMs)}.`;
      emit({ type: 'notice', text });
    },
  };
}

/** Between two tries to publish, beyond those of each request. */
const PUBLISH_PAUSES_MS = [2_000, 5_000, 15_000, 30_000, 60_000];

/**
 * Repeats `step`, which must be safe to repeat, as long as whoever takes the result does not answer, for `patienceMs`
 * at most: a result costs more than a wait. `again` tells it that an earlier try may have been carried out.
 */
export async function whilePublisherIsAway<T>(
  { patienceMs = 0, emit, signal }: { patienceMs: number | undefined; emit: Emit; signal: AbortSignal },
  step: (again: boolean) => Promise<T>,
): Promise<T> {
  const since = performance.now();
  for (let tries = 0; ; tries++) {
    try {
      return await step(tries > 0);
    } catch (error) {
      signal.throwIfAborted();
      const waited = performance.now() - since;
      if (!isSpeckitError(error) || !error.retryable || waited >= patienceMs) throw error;
      if (tries === 0) {
        const text = `GitHub does not take the result; that is tried again for ${formatDuration(patienceMs)}.`;
        emit({ type: 'notice', text });
      }
      await pause(PUBLISH_PAUSES_MS[tries] ?? PUBLISH_PAUSES_MS.at(-1), undefined, { signal });
    }
  }
}

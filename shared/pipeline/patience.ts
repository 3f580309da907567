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

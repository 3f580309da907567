import type { RunOutcome } from '../../../shared/events.ts';
import type { Context } from '../command.ts';
import type { FollowOptions } from './follow.ts';
import { showRun } from './show.ts';
import { watchRun } from './watch.ts';

/** Waits until the run's command has begun; its outcome when it ended before that. */
export async function untilStarted(
  context: Context,
  id: string,
  options: Pick<FollowOptions, 'gone'>,
): Promise<RunOutcome | undefined> {
  const started = new AbortController();
  const { onEntry } = showRun(context.out);
  const follower = {
    onOutput: async () => undefined,
    onEntry(entry: Parameters<typeof onEntry>[0]) {
      onEntry(entry);
      if (entry.type === 'phase' && entry.phase === 'execute') started.abort();
    },
  };
  try {
    return await watchRun(context, id, follower, { ...options, signal: started.signal });
  } catch (error) {
    if (started.signal.aborted) return undefined;
    throw error;
  }
}

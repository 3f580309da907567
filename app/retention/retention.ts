import type { Retention } from '../../shared/profile/config.ts';
import type { Log } from '../log.ts';
import { type Rounds, startRounds } from '../rounds.ts';
import type { Pruning } from '../store/prune.ts';

export interface RetentionOptions {
  store: Pruning;
  retention: Retention;
  log: Pick<Log, 'info' | 'error'>;
  /** Between two looks; default an hour. */
  everyMs?: number;
}

export type Pruner = Rounds<[]>;

const EVERY_MS = 60 * 60_000;
const AT_ONCE = 1_000;

/** Forgets what the configuration keeps no longer, at once and then regularly. A failure is logged and tried again. */
export function startPruner({ store, retention, log, everyMs = EVERY_MS }: RetentionOptions): Pruner {
  const prune = async (stop: AbortSignal): Promise<void> => {
    for (let more = true; more && !stop.aborted; ) {
      const pruned = await store.prune(retention, AT_ONCE);
      const counts = Object.values(pruned);
      more = counts.some(count => count === AT_ONCE);
      if (counts.some(count => count > 0)) log.info(pruned, 'what ended long ago was forgotten');
    }
  };
  const onError = (error: unknown) => log.error({ err: error }, 'old data could not be forgotten');
  return startRounds(prune, { everyMs, regular: [], onError });
}

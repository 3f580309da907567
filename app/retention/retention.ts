import type { Retention } from '../../shared/profile/config.ts';
import type { Log } from '../log.ts';
import { settledWithin } from '../stop.ts';
import type { Pruning } from '../store/prune.ts';

export interface RetentionOptions {
  store: Pruning;
  retention: Retention;
  log: Pick<Log, 'info' | 'error'>;
  /** Between two looks; default an hour. */
  everyMs?: number;
}

export interface Pruner {
  /** Looks once, now, after a look that is under way. */
  look(): Promise<void>;
  /** Breaks off; resolves within 2 s. */
  stop(): Promise<void>;
}

const EVERY_MS = 60 * 60_000;
const STOP_MS = 2_000;
const AT_ONCE = 1_000;

/** Forgets what the configuration keeps no longer, at once and then regularly. A failure is logged and tried again. */
export function startPruner({ store, retention, log, everyMs = EVERY_MS }: RetentionOptions): Pruner {
  let stopping = false;
  let current = Promise.resolve();

  const prune = async (): Promise<void> => {
    for (let more = true; more && !stopping; ) {
      const pruned = await store.prune(retention, AT_ONCE);
      const counts = Object.values(pruned);
      more = counts.some(count => count === AT_ONCE);
      if (counts.some(count => count > 0)) log.info(pruned, 'what ended long ago was forgotten');
    }
  };
  const look = () => {
    current = current
      .then(prune)
      .catch(error => log.error({ err: error }, 'old data could not be forgotten'));
    return current;
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  void look();
  return {
    look,
    async stop() {
      stopping = true;
      clearInterval(timer);
      await settledWithin(current, STOP_MS);
    },
  };
}

import { isSpeckitError } from '../../shared/errors.ts';
import type { AppContext } from '../context.ts';
import { settledWithin } from '../stop.ts';
import { expireResult } from './expire-result.ts';

export interface Expiry {
  /** Looks once, now, after a look that is under way. */
  look(): Promise<void>;
  /** Resolves within 2 s. */
  stop(): Promise<void>;
}

const EVERY_MS = 60 * 60_000;
/** So many in one look; the rest comes with the next. */
const AT_ONCE = 50;
const STOP_MS = 2_000;

/** Looks for kept results that have expired, at once and then regularly. A failure is logged and tried again. */
export function startExpiry(context: AppContext, everyMs = EVERY_MS): Expiry {
  const { store, config, log } = context;
  let stopping = false;
  let current = Promise.resolve();

  const expireAll = async (): Promise<void> => {
    for (const run of await store.expiredResults(config.keepResultsMs, AT_ONCE)) {
      if (stopping) return;
      try {
        await expireResult(context, run);
      } catch (error) {
        const known = isSpeckitError(error) && error.code !== 'internal';
        log[known ? 'warn' : 'error']({ run: run.id, err: error }, 'a kept result could not be removed');
      }
    }
  };
  const look = () => {
    current = current.then(expireAll).catch(error => {
      log.error({ err: error }, 'expired results could not be looked for');
    });
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

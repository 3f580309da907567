import { isSpeckitError } from '../../shared/errors.ts';
import type { AppContext } from '../context.ts';
import { type Rounds, startRounds } from '../rounds.ts';
import { expireResult } from './expire-result.ts';

export type Expiry = Rounds<[]>;

const EVERY_MS = 60 * 60_000;
/** So many in one look; the rest comes with the next. */
const AT_ONCE = 50;

/** Looks for kept results that have expired, at once and then regularly. A failure is logged and tried again. */
export function startExpiry(context: AppContext, everyMs = EVERY_MS): Expiry {
  const { store, config, log } = context;
  const expireAll = async (stop: AbortSignal): Promise<void> => {
    for (const run of await store.expiredResults(config.keepResultsMs, AT_ONCE)) {
      if (stop.aborted) return;
      try {
        await expireResult(context, run);
      } catch (error) {
        const known = isSpeckitError(error) && error.code !== 'internal';
        log[known ? 'warn' : 'error']({ run: run.id, err: error }, 'a kept result could not be removed');
      }
    }
  };
  const onError = (error: unknown) => log.error({ err: error }, 'expired results could not be looked for');
  return startRounds(expireAll, { everyMs, regular: [], onError });
}

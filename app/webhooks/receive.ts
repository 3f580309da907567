import type { Probot } from 'probot';
import { isSpeckitError, SpeckitError } from '../../shared/errors.ts';
import { readIncoming } from '../../shared/request/incoming.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { EVENTS } from './events.ts';
import { laneOf } from './lane.ts';

/**
 * Stores every event that asks something of us before it is acknowledged. An event that cannot be stored is answered
 * with 503, so that GitHub shows it as failed and it can be redelivered.
 */
export function receiveInto(store: Pick<Store, 'acceptDelivery'>, appId: number, log: Log) {
  return (app: Probot): void => {
    app.on([...EVENTS], async ({ id, name, payload }) => {
      const incoming = readIncoming(name, payload, appId);
      if (!incoming) return;
      const action = 'action' in payload ? payload.action : undefined;
      try {
        const stored = await inTime(
          store.acceptDelivery({
            ...{ id, event: name, action, payload: incoming, receivedAt: new Date() },
            lane: laneOf(incoming),
          }),
        );
        log.info({ delivery: id, event: name, action, stored }, 'delivery');
      } catch (error) {
        log.error({ delivery: id, event: name, err: error }, 'a delivery could not be stored');
        const retryable = isSpeckitError(error) && error.retryable;
        throw Object.assign(new Error('not stored'), { status: retryable ? 503 : 500 });
      }
    });
  };
}

/** Probot acknowledges by itself after 9 s; a delivery that is not stored by then must not be acknowledged. */
const STORE_MS = 8_000;

async function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(
      new SpeckitError('unreachable', 'The database did not store a delivery in time.', {
        hint: 'GitHub shows the delivery as failed; it can be redelivered there.',
      }),
    );
  }, STORE_MS);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

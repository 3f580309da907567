import { join } from 'node:path';
import { toSpeckitError } from '../../shared/errors.ts';
import type { Database, DatabaseOptions } from './database.ts';
import type { Deliveries, NewDelivery } from './deliveries.ts';
import { openJournal } from './journal.ts';

export interface Acceptance {
  /**
   * Takes a request; resolves once it is durable, which with the embedded database may be a moment before it is
   * among the deliveries. A known id starts nothing twice.
   * Rejects with `unreachable` or `exhausted` when it cannot be taken: answer 503.
   */
  acceptDelivery(delivery: NewDelivery): Promise<void>;
  close(): Promise<void>;
}

/**
 * On a server, a request is accepted when the database has it. The embedded one has a single connection, where it would
 * wait for whatever statement is under way; there it is written to a journal in the data folder first.
 */
export async function openAcceptance(
  { kind }: Pick<Database, 'kind'>,
  { storeDelivery }: Pick<Deliveries, 'storeDelivery'>,
  { dataDir, onError = error => console.error(error) }: DatabaseOptions,
): Promise<Acceptance> {
  if (kind === 'postgres')
    return { acceptDelivery: async delivery => void (await storeDelivery(delivery)), async close() {} };
  const journal = await openJournal<NewDelivery>(join(dataDir, 'accepted'), {
    onError,
    async store(items) {
      const revived = items.map(item => ({ ...item, receivedAt: new Date(item.receivedAt) }));
      const settled = await Promise.allSettled(revived.map(storeDelivery));
      const errors = settled.flatMap(one => (one.status === 'rejected' ? [one.reason] : []));
      const later = errors.find(error => toSpeckitError(error).retryable);
      if (later) throw later;
      // These are refused for good; trying again would only keep back what comes behind them.
      for (const error of errors) onError(error);
    },
  });
  return { acceptDelivery: delivery => journal.add(delivery), close: () => journal.close() };
}

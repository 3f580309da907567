import { join } from 'node:path';
import { SpeckitError } from '../../shared/errors.ts';
import { BATCH } from './batch.ts';
import type { Database, DatabaseOptions } from './database.ts';
import { isRefusedForGood } from './database-errors.ts';
import type { Deliveries, NewDelivery } from './deliveries.ts';
import { openJournal } from './journal.ts';

export interface Acceptance {
  /**
   * Takes a request; resolves once it is durable, which with the embedded database may be a moment before it is
   * among the deliveries: then it is `accepted`, else `new` or `duplicate`. A known id starts nothing twice.
   * Rejects with `unreachable` or `exhausted` when it cannot be taken: answer 503.
   */
  acceptDelivery(delivery: NewDelivery): Promise<'new' | 'duplicate' | 'accepted'>;
  close(): Promise<void>;
}

/**
 * On a server, a request is accepted when the database has it. The embedded one has a single connection, where it would
 * wait for whatever statement is under way; there it is written to a journal in the data folder first.
 */
export async function openAcceptance(
  { kind }: Pick<Database, 'kind'>,
  { storeDelivery }: Pick<Deliveries, 'storeDelivery'>,
  { dataDir, onError }: Required<Pick<DatabaseOptions, 'dataDir' | 'onError'>>,
): Promise<Acceptance> {
  if (kind === 'postgres') return { acceptDelivery: storeDelivery, async close() {} };
  const storeOrRefuse = async (item: NewDelivery): Promise<void> => {
    try {
      await storeDelivery({ ...item, receivedAt: new Date(item.receivedAt) });
    } catch (error) {
      if (!isRefusedForGood(error)) throw error;
      // Trying again would only keep back what comes behind it.
      onError(refused(item, error));
    }
  };
  const journal = await openJournal<NewDelivery>(join(dataDir, 'accepted'), {
    onError,
    async store(items) {
      // One share after the other, so that one which fails comes before those behind it the next time too.
      for (let at = 0; at < items.length; at += BATCH) {
        const settled = await Promise.allSettled(items.slice(at, at + BATCH).map(storeOrRefuse));
        for (const one of settled) if (one.status === 'rejected') throw one.reason;
      }
    },
  });
  return {
    async acceptDelivery(delivery) {
      await journal.add(delivery);
      return 'accepted';
    },
    close: () => journal.close(),
  };
}

const refused = ({ id, event }: NewDelivery, cause: unknown) =>
  new SpeckitError('internal', `The database refuses the delivery ${id} (${event}), which was accepted.`, {
    hint: 'Nothing is done about it; send it again from the settings page of the App once the cause is mended.',
    cause,
  });

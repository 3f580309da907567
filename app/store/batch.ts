import { isRefusedForGood } from './database-errors.ts';

/** So many items share a statement. */
export const BATCH = 100;

/**
 * Collects items that are added while a write is under way and hands them over together: one item alone
 * is written at once, a crowd shares one statement. `write` gets at most `max` items and answers with
 * one result for each, in the same order; when it rejects, every item of that batch rejects, unless values are
 * refused for good: then each is written alone, so that one that is refused keeps back no other.
 */
export function createBatcher<T, R>(write: (items: T[]) => Promise<R[]>, max = BATCH) {
  type Waiting = { item: T; resolve: (result: R) => void; reject: (error: unknown) => void };
  let waiting: Waiting[] = [];
  let running: Promise<void> | undefined;

  const writeAll = async () => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, max);
      waiting = waiting.slice(max);
      await settle(batch);
    }
    running = undefined;
  };

  const settle = async (batch: Waiting[]): Promise<void> => {
    try {
      const results = await write(batch.map(entry => entry.item));
      for (const [index, entry] of batch.entries()) entry.resolve(results[index] as R);
    } catch (error) {
      if (batch.length > 1 && isRefusedForGood(error)) for (const entry of batch) await settle([entry]);
      else for (const entry of batch) entry.reject(error);
    }
  };

  return {
    /** Resolves once `item` is written. */
    add(item: T): Promise<R> {
      return new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        // A turn of the event loop later, so that requests read from several sockets at once share a batch.
        running ??= new Promise<void>(turn => setImmediate(turn)).then(writeAll);
      });
    },
    /** Resolves when everything added so far is settled. */
    async idle(): Promise<void> {
      while (running) await running;
    },
  };
}

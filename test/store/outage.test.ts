import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startInbox } from '../../app/store/inbox.ts';
import { startQueue } from '../../app/store/queue.ts';
import { fenceOf, type Run } from '../../app/store/run-row.ts';
import { openStore, type Store } from '../../app/store/store.ts';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.ts';
import { createRun, runInput, SUCCESS } from './databases.ts';

const missing = postgresMissing();

describe.skipIf(missing)(
  missing ? `a database that goes away (${missing})` : 'a database that goes away',
  () => {
    let server: PostgresServer;
    let store: Store;
    const errors: unknown[] = [];
    const onError = (error: unknown) => void errors.push(error);
    beforeAll(async () => {
      server = await startPostgres();
      store = await openStore({
        dataDir: '/nowhere',
        databaseUrl: await server.database('speckit'),
        onError,
      });
    });
    afterAll(async () => {
      await store?.close();
      await server?.dispose();
    });

    test('is told as unreachable, and all goes on by itself once it is back', async () => {
      const gate = Promise.withResolvers<void>();
      const begun = Promise.withResolvers<Run>();
      const queue = await startQueue(store.database, store, {
        worker: 'w1',
        concurrency: 2,
        onError,
        handler: async run => {
          begun.resolve(run);
          await gate.promise;
          await store.endRun(fenceOf(run), SUCCESS);
        },
      });
      const seen: string[] = [];
      const handle = async ({ id }: { id: string }) => `seen ${seen.push(id)}`;
      const inbox = await startInbox(store.database, { worker: 'w1', onError, handle });
      const { run } = await createRun(store, runInput());
      await begun.promise;

      await server.stop('immediate');
      const delivery = { id: 'd1', event: 'ping', payload: {}, lane: '', receivedAt: new Date() };
      const unreachable = { name: 'SpeckitError', code: 'unreachable', retryable: true };
      await expect(store.storeDelivery(delivery)).rejects.toMatchObject(unreachable);
      await expect(createRun(store, runInput())).rejects.toMatchObject(unreachable);
      expect(queue.active()).toEqual([run.id]);

      await server.start();
      expect(await store.storeDelivery(delivery)).toBe('new');
      await vi.waitFor(() => expect(seen).toEqual(['d1']), { timeout: 5_000 });
      gate.resolve();
      await vi.waitFor(async () => expect((await store.getRun(run.id))?.conclusion).toBe('success'));

      const told: unknown[] = [];
      const end = await store.database.listen(notice => told.push(notice));
      await vi.waitFor(
        async () => {
          await store.requestCancel(run.id, { id: 1, login: 'ann' });
          expect(told).toContain(`cancel:${run.id}`);
        },
        { timeout: 5_000 },
      );
      await end();
      await inbox.stop();
      await queue.stop();
    });
  },
);

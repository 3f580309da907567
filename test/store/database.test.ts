import { randomBytes } from 'node:crypto';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { migrate } from '../../app/store/migrate.ts';
import type { Run } from '../../app/store/run-row.ts';
import { MIGRATIONS } from '../../app/store/schema.ts';
import { notify } from '../../app/store/sql.ts';
import { openStore } from '../../app/store/store.ts';
import { postgresMissing, startPostgres } from '../support/postgres.ts';
import { createRun, onEachDatabase, runInput } from './databases.ts';

onEachDatabase(database => {
  test('gives the same JavaScript values whatever the database', async () => {
    const [row] = await database.store.database.query(
      `SELECT $1::bigint AS number, $2::json AS json, $3::bytea AS bytes, '2026-01-02T03:04:05Z'::timestamptz AS at`,
      [5_000_000_000, '{"a":"\\u0000"}', randomBytes(0)],
    );
    expect(row?.number).toBe(5_000_000_000);
    expect(row?.json).toEqual({ a: '\0' });
    expect(row?.bytes).toHaveLength(0);
    expect(row?.at).toEqual(new Date('2026-01-02T03:04:05Z'));
  });

  test('a transaction that rejects leaves nothing behind and the database usable', async () => {
    const { database: sql } = database.store;
    const broken = sql.transaction(async tx => {
      await tx.query('CREATE TABLE speckit.half (id int)');
      await tx.query('SELECT 1 / 0');
    });
    await expect(broken).rejects.toMatchObject({ code: '22012' });
    expect(await sql.query(`SELECT to_regclass('speckit.half') AS half`)).toEqual([{ half: null }]);
  });

  test('migrating again changes nothing; a new step is applied once, also when two start at once', async () => {
    const { database: sql } = database.store;
    const steps = [...MIGRATIONS, 'CREATE TABLE speckit.added (id int)'];
    await Promise.all([migrate(sql, steps), migrate(sql, steps)]);
    expect(await sql.query('SELECT count(*)::int AS steps FROM speckit.migrations')).toEqual([
      { steps: steps.length },
    ]);
  });

  test('refuses a database that a newer release has moved on', async () => {
    await expect(migrate(database.store.database)).rejects.toMatchObject({ code: 'config' });
    await database.store.database.query('DROP TABLE speckit.added');
    await database.store.database.query('DELETE FROM speckit.migrations WHERE step > $1', [
      MIGRATIONS.length,
    ]);
  });

  test('notices are heard once their transaction commits', async () => {
    const heard: string[] = [];
    const end = await database.store.database.listen(notice => heard.push(notice));
    await database.store.database.transaction(tx => notify(tx, 'cancel:r1'));
    await vi.waitFor(() => expect(heard).toEqual(['resync', 'cancel:r1']));
    await end();
  });

  test('opened again, it still has what was stored and queued', async () => {
    const input = runInput();
    const { id } = (await createRun(database.store, input)).run;
    const run = (await database.store.getRun(id)) as Run;
    await database.store.storeDelivery({
      id: 'kept',
      event: 'ping',
      payload: {},
      lane: '',
      receivedAt: new Date(),
    });
    await database.store.close();
    database.store = await openStore(database.options);
    expect(await database.store.getRun(run.id)).toEqual(run);
    expect(await createRun(database.store, input)).toEqual({ run, created: false });
    expect(await database.store.getDelivery('kept')).toMatchObject({ state: 'open', attempts: 0 });
    const jobs = await database.store.database.boss.findJobs('runs', { key: `${run.repositoryId}#7` });
    expect(jobs).toMatchObject([{ state: 'created', data: { runId: run.id } }]);
  });
});

const missing = postgresMissing();

test.skipIf(missing)('several processes may start on a fresh server at once and see each other', async () => {
  const server = await startPostgres();
  onTestFinished(() => server.dispose());
  const options = { dataDir: '/nowhere', databaseUrl: await server.database('fresh') };
  const stores = await Promise.all([1, 2, 3].map(() => openStore(options)));
  const heard = Promise.withResolvers<string>();
  await stores[1]?.database.listen(notice => notice === 'runs' && heard.resolve(notice));
  const input = runInput();
  const results = await Promise.all(stores.map(store => createRun(store, input)));
  expect(results.filter(result => result.created)).toHaveLength(1);
  expect(await heard.promise).toBe('runs');
  await Promise.all(stores.map(store => store.close()));
});

describe('a server that does not answer', () => {
  test('is named as such', async () => {
    const opening = openStore({ dataDir: '/nowhere', databaseUrl: 'postgres://a@127.0.0.1:1/b' });
    await expect(opening).rejects.toMatchObject({
      name: 'SpeckitError',
      code: 'unreachable',
      retryable: true,
    });
  });
});

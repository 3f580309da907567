import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { openPglite } from '../../app/store/pglite.ts';
import { type Notice, notify, type SqlDatabase } from '../../app/store/sql.ts';

let folder: string;
let database: SqlDatabase;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'speckit-pglite-'));
  database = await openPglite(folder, { silentMs: 5_000 });
  await database.query('CREATE TABLE kept (n int)');
});
afterAll(async () => {
  await database?.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => database.query('TRUNCATE kept'));

const numbers = async () => {
  const rows = await database.query<{ n: number }>('SELECT n FROM kept ORDER BY n');
  return rows.map(row => row.n);
};

/** The process ids of the databases on `folder`. */
function databaseProcesses(): number[] {
  const listed = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
  return listed
    .split('\n')
    .filter(line => line.includes('pglite-process') && line.endsWith(folder))
    .map(line => Number.parseInt(line, 10));
}

test('what others do beside a transaction is not undone with it', async () => {
  const broken = Array.from({ length: 10 }, () =>
    database.transaction(async tx => {
      await tx.query('INSERT INTO kept VALUES (0)');
      throw new Error('changed my mind');
    }),
  );
  const written = Array.from({ length: 10 }, (_, n) =>
    n % 2
      ? database.query('INSERT INTO kept VALUES ($1)', [n + 1])
      : database.transaction(tx => tx.query('INSERT INTO kept VALUES ($1)', [n + 1])),
  );
  expect((await Promise.allSettled(broken)).map(({ status }) => status)).not.toContain('fulfilled');
  await Promise.all(written);
  expect(await numbers()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('what goes first waits for no more than the statement under way', async () => {
  const order: string[] = [];
  const asked = (name: string, turn?: 'first') =>
    database.query('SELECT 1', [], turn).then(() => order.push(name));
  await Promise.all([asked('a'), asked('b'), asked('c'), asked('d', 'first'), asked('e', 'first')]);
  expect(order).toEqual(['a', 'd', 'e', 'b', 'c']);
});

test('a script that fails leaves no transaction open', async () => {
  await expect(database.script('BEGIN; INSERT INTO kept VALUES (1); SELECT 1 / 0')).rejects.toMatchObject({
    code: '22012',
  });
  await database.query('INSERT INTO kept VALUES (2)');
  expect(await numbers()).toEqual([2]);
});

test('its process may die: what was answered is there, what was not is told, and it goes on by itself', async () => {
  const heard: Notice[] = [];
  await database.listen(notice => heard.push(notice));
  await database.query('INSERT INTO kept VALUES (1)');
  const [first, ...others] = databaseProcesses();
  expect(others).toEqual([]);
  const half = database.transaction(async tx => {
    await tx.query('INSERT INTO kept VALUES (2)');
    process.kill(first ?? 0, 'SIGKILL');
    await tx.query('INSERT INTO kept VALUES (3)');
  });
  await expect(half).rejects.toMatchObject({ code: 'unreachable', retryable: true });
  expect(await numbers()).toEqual([1]);
  expect(databaseProcesses()).not.toContain(first);
  await notify(database, 'runs');
  await vi.waitFor(() => expect(heard).toEqual(['resync', 'resync', 'runs']));
});

test('its process may hang: it is ended, and it goes on by itself', async () => {
  await database.query('INSERT INTO kept VALUES (1)');
  const [child] = databaseProcesses();
  process.kill(child ?? 0, 'SIGSTOP');
  const unanswered = database.query('INSERT INTO kept VALUES (2)');
  const waiting = database.query('SELECT 1');
  await expect(unanswered).rejects.toMatchObject({ code: 'unreachable', retryable: true });
  await expect(waiting).rejects.toMatchObject({ code: 'unreachable' });
  expect(await numbers()).toEqual([1]);
});

test('its process ends with it, and ignores the signals that a terminal sends to everybody', async () => {
  const [child] = databaseProcesses();
  for (const signal of ['SIGINT', 'SIGTERM']) process.kill(child ?? 0, signal);
  await database.query('INSERT INTO kept VALUES (1)');
  expect(databaseProcesses()).toEqual([child]);
  await database.close();
  expect(databaseProcesses()).toEqual([]);
  database = await openPglite(folder);
  expect(await numbers()).toEqual([1]);
});

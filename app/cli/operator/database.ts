import { existsSync } from 'node:fs';
import path from 'node:path';
import { isSpeckitError, SpeckitError } from '../../../shared/errors.ts';
import { openPglite } from '../../store/pglite.ts';
import { openPostgres } from '../../store/postgres.ts';
import { MIGRATIONS } from '../../store/schema.ts';
import type { SqlDatabase } from '../../store/sql.ts';
import type { Context } from '../command.ts';
import { serverVariables } from './environment.ts';

/** A server's database as it is: nothing in it is made or upgraded. */
export interface ServerDatabase extends AsyncDisposable {
  sql: SqlDatabase;
  /** What to call it; without a password. */
  name: string;
}

/**
 * Opens the database of the server whose variables are here: `DATABASE_URL`, or the data folder.
 * @throws SpeckitError `missing` where there is none, `denied` while a server has the folder, `unreachable`, `auth`,
 * `config` for the database of another release
 */
export async function openServerDatabase(context: Pick<Context, 'cwd' | 'env'>): Promise<ServerDatabase> {
  const { DATABASE_URL: url, DATA_DIR: folder = 'data' } = await serverVariables(context);
  const opened = url ? onServer(url) : await inFolder(path.resolve(context.cwd, folder));
  const database = { ...opened, [Symbol.asyncDispose]: () => opened.sql.close() };
  await using open = new AsyncDisposableStack();
  open.use(database);
  await expectTables(database);
  open.move();
  return database;
}

function onServer(url: string): Omit<ServerDatabase, keyof AsyncDisposable> {
  const { host, pathname } = URL.parse(url) ?? { host: '', pathname: '' };
  // A broken connection rejects the query that uses it.
  return { sql: openPostgres(url, () => undefined), name: `${host}${pathname}` };
}

async function inFolder(dataDir: string): Promise<Omit<ServerDatabase, keyof AsyncDisposable>> {
  if (!existsSync(path.join(dataDir, 'db'))) {
    throw new SpeckitError('missing', `There is no database of a server in ${dataDir}.`, {
      hint: "Go to the folder that the server is started in, or set DATA_DIR or DATABASE_URL to the server's.",
    });
  }
  try {
    return { sql: await openPglite(dataDir), name: dataDir };
  } catch (error) {
    if (!isSpeckitError(error, 'denied')) throw error;
    throw new SpeckitError('denied', error.message, {
      hint: 'Stop that server for as long as this takes, or let it keep its data in PostgreSQL (DATABASE_URL), which several can read.',
      cause: error,
    });
  }
}

async function expectTables({ sql, name }: Pick<ServerDatabase, 'sql' | 'name'>): Promise<void> {
  const [found] = await sql.query<{ there: boolean }>(
    `SELECT to_regclass('speckit.migrations') IS NOT NULL AS there`,
  );
  if (!found?.there) {
    throw new SpeckitError('missing', `The database ${name} has no tables of speckit-remote.`, {
      hint: 'A server makes them at its first start: start it once, or check DATABASE_URL.',
    });
  }
  const [row] = await sql.query<{ done: number }>('SELECT count(*)::int AS done FROM speckit.migrations');
  const done = row?.done ?? 0;
  if (done === MIGRATIONS.length) return;
  const [which, what] =
    done > MIGRATIONS.length
      ? ['a newer', 'Use that release here too.']
      : ['an older', 'Start the server of this release once.'];
  throw new SpeckitError('config', `The database ${name} is one of ${which} release of speckit-remote.`, {
    hint: what,
  });
}

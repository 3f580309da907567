import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { databaseError } from './database-errors.ts';
import { lockDataFolder } from './lock.ts';
import { NOTICE_CHANNEL, type Notice, type Row, type Sql, type SqlDatabase } from './sql.ts';

/** Its usual 128 MB of buffers are memory that a store this small never needs. */
const START_PARAMS = [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB', '-c', 'wal_buffers=1MB'];

/**
 * PostgreSQL inside this process, kept in `<dataDir>/db`, which is locked for as long as it is open.
 * What was acknowledged survives the process being killed; only PostgreSQL on a server also survives
 * a power cut at once, because the embedded one leaves writing back to the operating system.
 */
export async function openPglite(dataDir: string): Promise<SqlDatabase> {
  const lock = await lockDataFolder(dataDir);
  try {
    const pglite = await PGlite.create({ dataDir: join(dataDir, 'db'), startParams: START_PARAMS });
    return overPglite(pglite, lock.release);
  } catch (error) {
    await lock.release();
    throw databaseError(error);
  }
}

interface Queryable {
  query<R>(text: string, params?: unknown[]): Promise<{ rows: R[] }>;
}

function overPglite(pglite: PGlite, release: () => Promise<void>): SqlDatabase {
  const run = async <R extends object>(on: Queryable, text: string, params: readonly unknown[]) => {
    try {
      return (await on.query<R>(text, [...params])).rows;
    } catch (error) {
      throw databaseError(error);
    }
  };
  return {
    kind: 'pglite',
    query: (text, params = []) => run(pglite, text, params),
    transaction: <T>(work: (tx: Sql) => Promise<T>) =>
      pglite.transaction(tx => work({ query: (text, params = []) => run(tx, text, params) })),
    async script(text) {
      try {
        const results = await pglite.exec(text);
        return results.flatMap(result => result.rows as Row[]);
      } catch (error) {
        // A script may have begun a transaction, and the one connection would stay in it for everybody.
        await pglite.query('ROLLBACK');
        throw databaseError(error);
      }
    },
    async listen(hear) {
      const end = await pglite.listen(NOTICE_CHANNEL, notice => hear(notice as Notice));
      hear('resync');
      return () => end();
    },
    async close() {
      try {
        await pglite.close();
      } finally {
        await release();
      }
    },
  };
}

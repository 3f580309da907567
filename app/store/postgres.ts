import pg from 'pg';
import { databaseError } from './database-errors.ts';
import { listenOnPostgres } from './postgres-notices.ts';
import type { Row, Sql, SqlDatabase } from './sql.ts';

/** Our ids stay far below 2^53, so bigint comes as a number, as the embedded database gives it. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format),
};

/** Far beyond any turn of an event loop between two statements. */
const IDLE_IN_TRANSACTION_MS = 10_000;

/**
 * A PostgreSQL server as the store's database. Connects on first use.
 * A broken connection is `unreachable`; the next query takes a new one, so it recovers by itself.
 */
export function openPostgres(databaseUrl: string, onError: (error: unknown) => void): SqlDatabase {
  const connection: pg.ClientConfig = {
    connectionString: databaseUrl,
    application_name: 'speckit-remote',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    // A process that stands still in the middle of a transaction must not hold up all others with its locks.
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    types,
  };
  const pool = new pg.Pool({ ...connection, max: 10, query_timeout: 30_000 });
  // An idle connection that breaks is replaced on the next query; without a listener it would end the process.
  pool.on('error', error => onError(databaseError(error, true)));

  return {
    kind: 'postgres',
    query: (text, params = []) => run(pool, text, params),
    transaction: work => transact(pool, work),
    async script(text) {
      const results = [await pool.query<Row>(text).catch(rethrow)].flat();
      return results.flatMap(result => result.rows);
    },
    listen: hear => listenOnPostgres(connection, hear, onError),
    close: () => pool.end(),
  };
}

/** What the server did not say itself comes from the connection: it broke, or timed out. */
function rethrow(error: unknown): never {
  throw databaseError(error, !(error instanceof pg.DatabaseError) && !(error instanceof TypeError));
}

async function run<R extends object>(on: pg.Pool | pg.PoolClient, text: string, params: readonly unknown[]) {
  return (await on.query<R & pg.QueryResultRow>(text, [...params]).catch(rethrow)).rows as R[];
}

async function transact<T>(pool: pg.Pool, work: (tx: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect().catch(rethrow);
  let broken: Error | undefined;
  const onBroken = (error: Error) => {
    broken = error;
  };
  client.on('error', onBroken);
  try {
    await client.query('BEGIN').catch(rethrow);
    const result = await work({ query: (text, params = []) => run(client, text, params) });
    await client.query('COMMIT').catch(rethrow);
    return result;
  } catch (error) {
    // When even this fails the connection is gone, and the server has rolled back.
    await client.query('ROLLBACK').catch(onBroken);
    throw error;
  } finally {
    client.off('error', onBroken);
    client.release(broken);
  }
}

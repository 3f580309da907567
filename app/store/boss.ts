import { PgBoss } from 'pg-boss';
import { lockFor } from './locks.ts';
import type { Sql, SqlDatabase } from './sql.ts';

export const RUN_QUEUE = 'runs';

/** A worker that says nothing for this long has lost its jobs; pg-boss allows no less. */
export const HEARTBEAT_SECONDS = 10;

/**
 * Starts pg-boss on `database` with the queue `runs`: in order for each pull request, side by side across
 * them. Retries are without practical limit, because a job only comes back when its worker died or
 * handed it over; a run that fails is a finished job, its outcome is in our own row.
 */
export async function startBoss(database: SqlDatabase, onError: (error: unknown) => void): Promise<PgBoss> {
  const boss = new PgBoss({
    db: bossSql(database),
    backend: database.kind,
    schema: 'speckit_queue',
    schedule: false,
    supervise: true,
    superviseIntervalSeconds: 2,
    monitorIntervalSeconds: 2,
    // Rebuilding an index needs a second connection, which the embedded database does not have.
    reindex: database.kind === 'postgres',
  });
  boss.on('error', onError);
  try {
    await oneAtATime(database, () => prepare(boss));
  } catch (error) {
    await boss.stop({ graceful: false });
    throw error;
  }
  return boss;
}

async function prepare(boss: PgBoss): Promise<void> {
  await boss.start();
  await boss.createQueue(RUN_QUEUE, {
    policy: 'key_strict_fifo',
    heartbeatSeconds: HEARTBEAT_SECONDS,
    expireInSeconds: 86_400,
    retryLimit: 1_000_000,
    retryDelay: 0,
    // Far beyond any backlog: a queued run is never dropped for its age.
    retentionSeconds: 365 * 86_400,
    deleteAfterSeconds: 86_400,
  });
  // Fills pg-boss's cache of queues: filled later, inside a transaction of ours on the embedded
  // database's one connection, it would wait for itself.
  await boss.findJobs(RUN_QUEUE, { id: '00000000-0000-0000-0000-000000000000' });
}

/** Processes that make pg-boss's schema on a fresh server at the same time fail each other, so they wait in line. */
async function oneAtATime(database: SqlDatabase, work: () => Promise<void>): Promise<void> {
  // The embedded database has one process only, and one connection, which a transaction would keep from `work`.
  if (database.kind === 'pglite') return await work();
  await database.transaction(async tx => {
    await lockFor(tx, 'start');
    await work();
  });
}

/** `sql` as pg-boss takes it, for calls that must be part of a transaction of ours. */
export function bossSql(sql: Sql | SqlDatabase) {
  return {
    async executeSql(text: string, values?: unknown[]) {
      if (!values?.length && 'script' in sql) return { rows: await sql.script(text) };
      return { rows: await sql.query(text, values) };
    },
  };
}

import type { PgBoss } from 'pg-boss';
import { startBoss } from './boss.ts';
import { migrate } from './migrate.ts';
import { openPglite } from './pglite.ts';
import { openPostgres } from './postgres.ts';
import type { Notice, SqlDatabase } from './sql.ts';
import { keepVacuumed } from './vacuum.ts';

export interface DatabaseOptions {
  /** Folder for the embedded database; locked while it is open. Unused with `databaseUrl`. */
  dataDir: string;
  /** `postgres://…`: a server that several processes may share. */
  databaseUrl?: string | undefined;
  /** Told what goes wrong in the background (a lost connection, pg-boss's maintenance). Default: standard error. */
  onError?: (error: unknown) => void;
}

/** The migrated database together with the job queue that lives in it. */
export interface Database extends SqlDatabase {
  readonly boss: PgBoss;
}

/**
 * Opens the store's database, upgrades its schema and starts pg-boss on it.
 * Errors: `denied` when another process has the data folder, `unreachable` or `auth` from a server,
 * `config` when the database belongs to a newer release.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const onError = options.onError ?? (error => console.error(error));
  const database = options.databaseUrl
    ? openPostgres(options.databaseUrl, onError)
    : await openPglite(options.dataDir);
  await using opening = new AsyncDisposableStack();
  opening.defer(() => database.close());
  await migrate(database);
  const boss = await startBoss(database, onError);
  opening.defer(() => boss.stop({ graceful: false }));
  const notices = await shareNotices(database);
  opening.defer(notices.end);
  opening.defer(keepVacuumed(database, onError));
  const opened = opening.move();
  return { ...database, listen: notices.listen, boss, close: () => opened.disposeAsync() };
}

/** One listening connection for everybody in this process. */
async function shareNotices(database: SqlDatabase) {
  const hearers = new Set<(notice: Notice) => void>();
  const end = await database.listen(notice => {
    for (const hear of hearers) hear(notice);
  });
  return {
    end,
    async listen(hear: (notice: Notice) => void) {
      hearers.add(hear);
      hear('resync');
      return async () => void hearers.delete(hear);
    },
  };
}

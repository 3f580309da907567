import { startRounds } from '../rounds.ts';
import type { SqlDatabase } from './sql.ts';

const EVERY_MS = 60 * 60_000;

/**
 * Frees the space of deleted and replaced rows and refreshes the planner's statistics, table by table so that
 * others get their turn in between. A server does this by itself.
 */
export async function vacuum(database: SqlDatabase): Promise<void> {
  const tables = await database.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname IN ('speckit', 'speckit_queue') ORDER BY 1`,
  );
  for (const { name } of tables) await database.script(`VACUUM (ANALYZE) ${name}`);
}

/** Vacuums the embedded database every hour, which has no background process for it. Returns the function that ends it. */
export function keepVacuumed(database: SqlDatabase, onError: (error: unknown) => void): () => Promise<void> {
  if (database.kind === 'postgres') return async () => undefined;
  const vacuumAll = () => vacuum(database);
  return startRounds(vacuumAll, { everyMs: EVERY_MS, regular: [], first: 'none', toTheEnd: true, onError })
    .stop;
}

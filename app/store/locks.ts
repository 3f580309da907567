import type { Sql } from './sql.ts';

/** What only one process may do at a time, with any fixed numbers of our own. */
const LOCKS = { start: 7_350_112_001, pick: 7_350_112_002, ask: 7_350_112_003 } as const;

/** Waits for other processes that do the same, up to the end of the transaction. */
export async function lockFor(tx: Sql, what: keyof typeof LOCKS): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock($1)', [LOCKS[what]]);
}

import type { Sql } from './sql.ts';

export interface Chores {
  /**
   * Whether this process is to do a chore now: in one process at a time, and not again within `everyMs`, whoever asks.
   * `force`: also when it was done a moment ago.
   */
  claimChore(name: string, everyMs: number, force?: boolean): Promise<boolean>;
}

/** Work that one of the processes that share the database does for all of them. */
export function createChores(sql: Sql): Chores {
  return {
    async claimChore(name, everyMs, force = false) {
      const rows = await sql.query(
        `INSERT INTO speckit.chores (name, begun_at) VALUES ($1, now())
         ON CONFLICT (name) DO UPDATE SET begun_at = now()
         WHERE $3 OR speckit.chores.begun_at <= now() - $2 * interval '1ms' RETURNING name`,
        [name, everyMs, force],
      );
      return rows.length > 0;
    },
  };
}

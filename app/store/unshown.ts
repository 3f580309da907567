import { type Run, toRun } from './run-row.ts';
import type { Sql } from './sql.ts';

export interface Unshown {
  /**
   * Ended runs whose end GitHub may not show, and whose time has come; nobody else gets them for `againInMs`, twice as
   * long with every try, at most an hour.
   */
  takeUnshown(limit: number, againInMs: number): Promise<Run[]>;
  /** Shows the end of the run once more, if it has ended: something older may have been written over it. */
  showAgain(id: string, inMs: number): Promise<void>;
  /** The end of the run is shown, or never will be. */
  markShown(id: string): Promise<void>;
}

export function createUnshown(sql: Sql): Unshown {
  return {
    async takeUnshown(limit, againInMs) {
      const rows = await sql.query(
        `UPDATE speckit.runs SET shown_tries = shown_tries + 1,
           show_at = now() + least(interval '1h', $2::float8 * interval '1ms' * power(2, least(shown_tries, 12)))
         WHERE id IN (
           SELECT id FROM speckit.runs WHERE show_at <= now() AND state = 'ended'
           ORDER BY show_at LIMIT $1 FOR UPDATE SKIP LOCKED)
         RETURNING *`,
        [limit, againInMs],
      );
      return rows.map(toRun);
    },
    async showAgain(id, inMs) {
      await sql.query(
        `UPDATE speckit.runs SET show_at = now() + $2::float8 * interval '1ms', shown_tries = 0
         WHERE id = $1 AND state = 'ended'`,
        [id, inMs],
      );
    },
    async markShown(id) {
      await sql.query('UPDATE speckit.runs SET show_at = NULL WHERE id = $1', [id]);
    },
  };
}

import { IN_REPOSITORY_LANE } from './lanes.ts';
import { type Run, toRun } from './run-row.ts';
import type { Sql } from './sql.ts';

export interface Stranded {
  /**
   * Stored runs, older than `ageMs`, that were never queued, while no delivery is left that would do so: the one that
   * asked for them was given up in between. Oldest first.
   */
  strandedRuns(ageMs: number, limit: number): Promise<Run[]>;
}

export function createStranded(sql: Sql): Stranded {
  return {
    async strandedRuns(ageMs, limit) {
      const rows = await sql.query(
        `SELECT * FROM speckit.runs r
         WHERE state = 'queued' AND turn IS NULL AND created_at < now() - $1::float8 * interval '1ms'
           AND NOT EXISTS (SELECT FROM speckit.deliveries d
             WHERE d.state = 'open' AND ${IN_REPOSITORY_LANE} AND d.received_at <= r.created_at)
         ORDER BY created_at, seq LIMIT $2`,
        [ageMs, limit],
      );
      return rows.map(toRun);
    },
  };
}

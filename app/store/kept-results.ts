import type { RunOutcome } from '../../shared/events.ts';
import { outcomeJson, type Run, toRun } from './run-row.ts';
import type { Sql } from './sql.ts';

export interface KeptResults {
  /** The PR's runs whose conflicts are open, newest first. */
  openConflicts(repositoryId: number, pr: number): Promise<Run[]>;
  /**
   * Gives an ended run another outcome: its conflicts were settled or asked again, its result was applied or expired.
   * Its commit and the ref of its kept result become those of the outcome. False when it has not ended.
   */
  settleRun(id: string, outcome: RunOutcome): Promise<boolean>;
  /** Runs whose kept result is older than that, oldest first. */
  expiredResults(olderThanMs: number, limit: number): Promise<Run[]>;
}

export function createKeptResults(sql: Sql): KeptResults {
  return {
    async openConflicts(repositoryId, pr) {
      const rows = await sql.query(
        `SELECT * FROM speckit.runs WHERE repository_id = $1 AND pr = $2 AND state = 'ended'
           AND conclusion = 'conflict' AND result_ref IS NOT NULL ORDER BY created_at DESC, seq DESC`,
        [repositoryId, pr],
      );
      return rows.map(toRun);
    },
    async settleRun(id, outcome) {
      const rows = await sql.query(
        `UPDATE speckit.runs SET conclusion = $2, outcome = $3, commit_sha = coalesce($4, commit_sha), result_ref = $5
         WHERE id = $1 AND state = 'ended' RETURNING id`,
        [id, outcome.conclusion, outcomeJson(outcome), outcome.commitSha ?? null, outcome.resultRef ?? null],
      );
      return rows.length > 0;
    },
    async expiredResults(olderThanMs, limit) {
      const rows = await sql.query(
        `SELECT * FROM speckit.runs WHERE state = 'ended' AND result_ref IS NOT NULL
           AND ended_at < now() - $1 * interval '1ms' ORDER BY ended_at LIMIT $2`,
        [olderThanMs, limit],
      );
      return rows.map(toRun);
    },
  };
}

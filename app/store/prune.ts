import type { Retention } from '../../shared/profile/config.ts';
import type { Sql } from './sql.ts';

/** How much was forgotten. */
export interface Pruned {
  /** Runs whose output is gone. */
  outputs: number;
  runs: number;
  deliveries: number;
  decisions: number;
}

export interface Pruning {
  /**
   * Forgets what has ended long enough ago, at most `most` rows of each kind at once. A run whose result is kept, or
   * whose end is not shown yet, stays.
   */
  prune(retention: Retention, most?: number): Promise<Pruned>;
}

export function createPruning(sql: Sql): Pruning {
  return {
    async prune({ outputMs, outputBytes, runsMs }, most = 1_000) {
      const old = await pruneOutputOlderThan(sql, outputMs, most);
      const large = await pruneOutputBeyond(sql, outputBytes);
      return {
        outputs: old + large,
        runs: await pruneRuns(sql, runsMs, most),
        deliveries: await pruneSettled(sql, runsMs, most),
        decisions: await pruneDecisions(sql, runsMs, most),
      };
    },
  };
}

/** Spec Kit's own state of a run goes with the output. */
async function pruneOutputOlderThan(sql: Sql, ms: number, most: number): Promise<number> {
  const rows = await sql.query(
    `WITH old AS (
       SELECT r.id FROM speckit.runs r
       WHERE r.state = 'ended' AND r.ended_at < now() - $1 * interval '1ms'
         AND (EXISTS (SELECT FROM speckit.output o WHERE o.run_id = r.id)
           OR EXISTS (SELECT FROM speckit.run_states s WHERE s.run_id = r.id))
       ORDER BY r.ended_at LIMIT $2
     ), state AS (DELETE FROM speckit.run_states USING old WHERE run_id = old.id),
     output AS (DELETE FROM speckit.output USING old WHERE run_id = old.id)
     SELECT id FROM old`,
    [ms, most],
  );
  return rows.length;
}

/** Of the outputs together, the newest that fit are kept. */
async function pruneOutputBeyond(sql: Sql, bytes: number): Promise<number> {
  const rows = await sql.query(
    `WITH sizes AS (
       SELECT run_id, sum(length(bytes)) AS size FROM speckit.output GROUP BY run_id
     ), ranked AS (
       SELECT s.run_id, sum(s.size) OVER (ORDER BY r.ended_at DESC, r.seq DESC) AS total
       FROM sizes s JOIN speckit.runs r ON r.id = s.run_id WHERE r.state = 'ended'
     ), beyond AS (SELECT run_id FROM ranked WHERE total > $1),
     gone AS (DELETE FROM speckit.output o USING beyond b WHERE o.run_id = b.run_id)
     SELECT run_id FROM beyond`,
    [bytes],
  );
  return rows.length;
}

async function pruneRuns(sql: Sql, ms: number, most: number): Promise<number> {
  const rows = await sql.query(
    `DELETE FROM speckit.runs WHERE id IN (
       SELECT id FROM speckit.runs
       WHERE state = 'ended' AND ended_at < now() - $1 * interval '1ms' AND result_ref IS NULL AND show_at IS NULL
       ORDER BY ended_at LIMIT $2)
     RETURNING id`,
    [ms, most],
  );
  return rows.length;
}

async function pruneSettled(sql: Sql, ms: number, most: number): Promise<number> {
  const rows = await sql.query(
    `DELETE FROM speckit.deliveries WHERE seq IN (
       SELECT seq FROM speckit.deliveries WHERE state <> 'open' AND settled_at < now() - $1 * interval '1ms'
       ORDER BY seq LIMIT $2)
     RETURNING seq`,
    [ms, most],
  );
  return rows.length;
}

async function pruneDecisions(sql: Sql, ms: number, most: number): Promise<number> {
  const rows = await sql.query(
    `DELETE FROM speckit.decisions WHERE seq IN (
       SELECT seq FROM speckit.decisions WHERE at < now() - $1 * interval '1ms' ORDER BY seq LIMIT $2)
     RETURNING seq`,
    [ms, most],
  );
  return rows.length;
}

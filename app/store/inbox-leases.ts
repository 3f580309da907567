import { SpeckitError } from '../../shared/errors.ts';
import { createBatcher } from './batch.ts';
import { IS_SETTLING } from './lanes.ts';
import type { Sql, SqlDatabase } from './sql.ts';

/** One stored delivery, handed to its handler. */
export interface Delivery {
  id: string;
  event: string;
  action?: string | undefined;
  payload: unknown;
  receivedAt: Date;
  /** 1 for the first time it is handled. */
  attempt: number;
}

export interface LeasedDelivery extends Delivery {
  seq: number;
  lane: string;
}

/** How the handling of a delivery ended. */
export interface Settlement {
  seq: number;
  state: 'open' | 'done' | 'failed';
  outcome: string;
  /** For `open`: when to try again, in ms from now. */
  retryInMs?: number;
}

/** How many waiting deliveries of one lane are taken at a time. */
const PER_LANE = 10;

/**
 * The inbox's rows as leases. A lane is taken as a whole by leasing its oldest open delivery (and
 * some that follow), so its deliveries stay in order whatever the number of workers and processes;
 * a lease that ran out is free again.
 */
export function createLeases(database: SqlDatabase, worker: string, leaseMs: number) {
  const settlements = createBatcher((items: Settlement[]) => settle(database, worker, items));
  return {
    /** Up to so many lanes of a kind, beyond those that are `here` already: a lease that ran out comes back by renewing. */
    take: (wanted: { lanes: number; settling: boolean; here: string[] }) =>
      take(database, { worker, leaseMs }, wanted),
    /** False when the lease was lost to another worker meanwhile; then nothing was changed. */
    settle: (settlement: Settlement): Promise<boolean> => settlements.add(settlement),
    /** Keeps the leases of these deliveries. */
    renew: (seqs: number[]) =>
      database.query(
        `UPDATE speckit.deliveries SET lease_until = now() + $3 * interval '1ms'
         WHERE seq = ANY($1::bigint[]) AND worker = $2 AND state = 'open'`,
        [seqs, worker, leaseMs],
      ),
    /** Rejects with `internal` once another process has taken the delivery over. */
    async assertOwner(seq: number): Promise<void> {
      const rows = await database.query(
        `SELECT seq FROM speckit.deliveries WHERE seq = $1 AND worker = $2 AND state = 'open'`,
        [seq, worker],
      );
      if (rows.length > 0) return;
      throw new SpeckitError('internal', 'Another process handles this delivery by now.', {
        hint: 'Nothing to do: whoever has it finishes it.',
      });
    },
    /** Gives back deliveries that were taken; for the one that was `begun`, it counts as an attempt. */
    release: (seqs: number[], begun: number | undefined) =>
      database.query(
        `UPDATE speckit.deliveries
         SET lease_until = NULL, worker = NULL, attempts = attempts - (seq IS DISTINCT FROM $3::bigint)::int
         WHERE seq = ANY($1::bigint[]) AND worker = $2 AND state = 'open'`,
        [seqs, worker, begun ?? null],
      ),
  };
}

interface TakenRow {
  seq: number;
  id: string;
  event: string;
  action: string | null;
  lane: string;
  payload: string;
  received_at: Date;
  attempts: number;
}

async function take(
  sql: Sql,
  { worker, leaseMs }: { worker: string; leaseMs: number },
  { lanes, settling, here }: { lanes: number; settling: boolean; here: string[] },
): Promise<LeasedDelivery[]> {
  const rows = await sql.query<TakenRow>(
    // Lane by lane through the index, since thousands may wait.
    `WITH RECURSIVE heads AS (
       (SELECT lane, seq FROM speckit.deliveries WHERE state = 'open' ORDER BY lane, seq LIMIT 1)
       UNION ALL
       SELECT next.lane, next.seq FROM heads CROSS JOIN LATERAL (
         SELECT lane, seq FROM speckit.deliveries WHERE state = 'open' AND lane > heads.lane
         ORDER BY lane, seq LIMIT 1
       ) next
     ), free AS (
       SELECT lane, seq FROM speckit.deliveries
       WHERE seq = ANY (ARRAY(SELECT seq FROM heads WHERE ${IS_SETTLING} = $4))
         AND state = 'open' AND next_at <= now() AND (lease_until IS NULL OR lease_until < now())
         AND lane <> ALL ($5::text[])
       ORDER BY seq LIMIT $1 FOR UPDATE SKIP LOCKED
     )
     UPDATE speckit.deliveries
     SET worker = $2, lease_until = now() + $3 * interval '1ms', attempts = attempts + 1
     WHERE state = 'open' AND seq = ANY (ARRAY(
       SELECT next.seq FROM free CROSS JOIN LATERAL (
         SELECT seq FROM speckit.deliveries
         WHERE lane = free.lane AND state = 'open' AND seq >= free.seq ORDER BY seq LIMIT ${PER_LANE}
       ) next
     ))
     RETURNING seq, id, event, action, lane, payload, received_at, attempts`,
    [lanes, worker, leaseMs, settling, here],
  );
  return rows
    .sort((a, b) => a.seq - b.seq)
    .map(row => ({
      seq: row.seq,
      lane: row.lane,
      id: row.id,
      event: row.event,
      action: row.action ?? undefined,
      payload: JSON.parse(row.payload) as unknown,
      receivedAt: row.received_at,
      attempt: row.attempts,
    }));
}

/** Settled payloads are dropped; the id stays, so that a redelivery is still known. */
async function settle(sql: Sql, worker: string, items: Settlement[]): Promise<boolean[]> {
  const rows = await sql.query<{ seq: number }>(
    `UPDATE speckit.deliveries d SET
       state = s.state, outcome = s.outcome, lease_until = NULL, worker = NULL,
       next_at = now() + s."retryInMs" * interval '1ms',
       payload = CASE WHEN s.state = 'done' THEN NULL ELSE d.payload END,
       settled_at = CASE WHEN s.state = 'open' THEN NULL ELSE now() END
     FROM json_to_recordset($1::json) AS s (seq bigint, state text, outcome text, "retryInMs" bigint)
     WHERE d.seq = ANY ($3::bigint[]) AND d.seq = s.seq AND d.worker = $2 AND d.state = 'open'
     RETURNING d.seq`,
    [JSON.stringify(items.map(item => ({ retryInMs: 0, ...item }))), worker, items.map(item => item.seq)],
  );
  const settled = new Set(rows.map(row => row.seq));
  return items.map(item => settled.has(item.seq));
}

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
    /** Up to so many lanes of a kind. */
    take: (lanes: number, settling: boolean) => take(database, { worker, leaseMs }, lanes, settling),
    /** False when the lease was lost to another worker meanwhile; then nothing was changed. */
    settle: (settlement: Settlement): Promise<boolean> => settlements.add(settlement),
    /** Keeps the leases of these deliveries. */
    renew: (seqs: number[]) =>
      database.query(
        `UPDATE speckit.deliveries SET lease_until = now() + $3 * interval '1ms'
         WHERE seq = ANY($1::bigint[]) AND worker = $2 AND state = 'open'`,
        [seqs, worker, leaseMs],
      ),
    /** Gives back deliveries that were taken but not begun. */
    release: (seqs: number[]) =>
      database.query(
        `UPDATE speckit.deliveries SET lease_until = NULL, worker = NULL, attempts = attempts - 1
         WHERE seq = ANY($1::bigint[]) AND worker = $2 AND state = 'open'`,
        [seqs, worker],
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
  lanes: number,
  settling: boolean,
): Promise<LeasedDelivery[]> {
  const rows = await sql.query<TakenRow>(
    `WITH heads AS (
       SELECT DISTINCT ON (lane) lane, seq FROM speckit.deliveries
       WHERE state = 'open' AND ${IS_SETTLING} = $4 ORDER BY lane, seq
     ), free AS (
       SELECT d.lane, d.seq FROM heads JOIN speckit.deliveries d ON d.seq = heads.seq
       WHERE d.state = 'open' AND d.next_at <= now() AND (d.lease_until IS NULL OR d.lease_until < now())
       ORDER BY d.seq LIMIT $1 FOR UPDATE OF d SKIP LOCKED
     ), taken AS (
       SELECT next.seq FROM free CROSS JOIN LATERAL (
         SELECT d.seq FROM speckit.deliveries d
         WHERE d.lane = free.lane AND d.state = 'open' AND d.seq >= free.seq ORDER BY d.seq LIMIT ${PER_LANE}
       ) next
     )
     UPDATE speckit.deliveries d
     SET worker = $2, lease_until = now() + $3 * interval '1ms', attempts = attempts + 1
     FROM taken WHERE d.seq = taken.seq AND d.state = 'open'
     RETURNING d.seq, d.id, d.event, d.action, d.lane, d.payload, d.received_at, d.attempts`,
    [lanes, worker, leaseMs, settling],
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
     WHERE d.seq = s.seq AND d.worker = $2 AND d.state = 'open'
     RETURNING d.seq`,
    [JSON.stringify(items.map(item => ({ retryInMs: 0, ...item }))), worker],
  );
  const settled = new Set(rows.map(row => row.seq));
  return items.map(item => settled.has(item.seq));
}

import { createBatcher } from './batch.ts';
import { IS_SETTLING, type Lane, settlingLane } from './lanes.ts';
import type { Run } from './run-row.ts';
import { NOTICE_CHANNEL, type Notice, type Sql, type SqlDatabase, storable } from './sql.ts';

/** One webhook request as it came in. */
export interface NewDelivery {
  /** `X-GitHub-Delivery`: the same for a redelivery. */
  id: string;
  /** `X-GitHub-Event`. */
  event: string;
  action?: string | undefined;
  /** What it asks, which goes in and comes out as JSON: no more of GitHub's request than is needed. */
  payload: unknown;
  lane: Lane;
  receivedAt: Date;
}

export interface DeliveryRow {
  id: string;
  event: string;
  action?: string | undefined;
  state: 'open' | 'done' | 'failed';
  attempts: number;
  receivedAt: Date;
  /** What became of it, one sentence; absent while it is open and has not failed yet. */
  outcome?: string | undefined;
}

export interface Deliveries {
  /**
   * Stores a request; resolves once it is durable. `duplicate` when its id is known already, whatever
   * became of it: then nothing is stored and nothing happens twice.
   * Rejects with `unreachable` or `exhausted` when the database cannot take it: answer 503.
   */
  storeDelivery(delivery: NewDelivery): Promise<'new' | 'duplicate'>;
  getDelivery(id: string): Promise<DeliveryRow | undefined>;
  /** Deliveries that are not settled yet. */
  countOpen(): Promise<number>;
  /** Whether something in its pull request's settling lane, which came before the run, keeps it from starting. */
  isSettlingBefore(run: Pick<Run, 'id' | 'repositoryId' | 'pr' | 'createdAt'>): Promise<boolean>;
}

export function createDeliveries(database: SqlDatabase): Deliveries {
  const batcher = createBatcher((items: NewDelivery[]) => insert(database, items));
  return {
    storeDelivery: delivery => batcher.add(delivery),
    async getDelivery(id) {
      const [row] = await database.query<DeliveryRow>(
        `SELECT id, event, action, state, attempts, received_at AS "receivedAt", outcome
         FROM speckit.deliveries WHERE id = $1`,
        [storable(id)],
      );
      return row && { ...row, action: row.action ?? undefined, outcome: row.outcome ?? undefined };
    },
    async countOpen() {
      const [row] = await database.query<{ open: number }>(
        `SELECT count(*)::int AS open FROM speckit.deliveries WHERE state = 'open'`,
      );
      return row?.open ?? 0;
    },
    async isSettlingBefore({ id, repositoryId, pr, createdAt }) {
      const rows = await database.query(
        `SELECT FROM speckit.deliveries WHERE lane = $1 AND state = 'open' AND received_at < $2
         AND NOT EXISTS (SELECT FROM speckit.runs WHERE id = $3 AND cancel_requested IS NOT NULL) LIMIT 1`,
        [settlingLane(repositoryId, pr), createdAt, id],
      );
      return rows.length > 0;
    },
  };
}

async function insert(sql: Sql, items: NewDelivery[]): Promise<('new' | 'duplicate')[]> {
  const params: unknown[] = [];
  const rows = items.map(item => {
    const at = params.push(
      storable(item.id),
      storable(item.event),
      item.action === undefined ? null : storable(item.action),
      item.lane,
      JSON.stringify(item.payload),
      item.receivedAt,
    );
    return `(${Array.from({ length: 6 }, (_, i) => `$${at - 5 + i}`).join(', ')})`;
  });
  const notices: Notice[] = ['settling', 'deliveries'];
  const [channel, settling, other] = [NOTICE_CHANNEL, ...notices].map(
    value => `$${params.push(value)}::text`,
  );
  const inserted = await sql.query<{ id: string }>(
    `WITH inserted AS (
       INSERT INTO speckit.deliveries (id, event, action, lane, payload, received_at)
       VALUES ${rows.join(', ')} ON CONFLICT (id) DO NOTHING RETURNING id, lane
     ) SELECT id, pg_notify(${channel}, CASE WHEN ${IS_SETTLING} THEN ${settling} ELSE ${other} END) FROM inserted`,
    params,
    // GitHub waits for it.
    'first',
  );
  // Of two with one id in the same batch, the first was stored.
  const fresh = new Set(inserted.map(row => row.id));
  return items.map(item => (fresh.delete(storable(item.id)) ? 'new' : 'duplicate'));
}

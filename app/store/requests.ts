import { type Sql, storable } from './sql.ts';

/** Who asked for what, and whether it was allowed: one line of the audit log. */
export interface Decision {
  deliveryId: string;
  /** `owner/name`. */
  repository: string;
  pr?: number | undefined;
  /** GitHub login. */
  sender: string;
  /** The command's first line; cut to 500 characters. */
  command: string;
  allowed: boolean;
  /** Why it was allowed or refused, one sentence. */
  reason: string;
  /** The run that came of it. */
  run?: string | undefined;
  at: Date;
}

export interface DecisionFilter {
  repository?: string;
  pr?: number;
  sender?: string;
  allowed?: boolean;
  since?: Date;
  /** Default 100. */
  limit?: number;
}

export interface Requests {
  /** Records a decision. The same decision about the same delivery is recorded once, however often it is handled. */
  recordDecision(decision: Decision): Promise<void>;
  /** Decisions that match everything in `filter`, newest first. */
  listDecisions(filter?: DecisionFilter): Promise<Decision[]>;
}

export function createRequests(sql: Sql): Requests {
  return {
    recordDecision: decision => record(sql, decision),
    listDecisions: filter => list(sql, filter ?? {}),
  };
}

async function record(sql: Sql, decision: Decision): Promise<void> {
  await sql.query(
    `INSERT INTO speckit.decisions (delivery_id, repository, pr, sender, command, allowed, reason, run, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (delivery_id, allowed, reason) DO NOTHING`,
    [
      storable(decision.deliveryId),
      storable(decision.repository),
      decision.pr ?? null,
      storable(decision.sender),
      storable(decision.command, 500),
      decision.allowed,
      storable(decision.reason, 1000),
      decision.run ?? null,
      decision.at,
    ],
  );
}

type DecisionRow = Record<string, unknown> & { pr: number | null; run: string | null };

async function list(sql: Sql, filter: DecisionFilter): Promise<Decision[]> {
  const rows = await sql.query<DecisionRow>(
    `SELECT delivery_id AS "deliveryId", repository, pr, sender, command, allowed, reason, run, at
     FROM speckit.decisions
     WHERE ($1::text IS NULL OR repository = $1) AND ($2::int IS NULL OR pr = $2)
       AND ($3::text IS NULL OR sender = $3) AND ($4::boolean IS NULL OR allowed = $4)
       AND ($5::timestamptz IS NULL OR at >= $5)
     ORDER BY seq DESC LIMIT $6`,
    [
      filter.repository ?? null,
      filter.pr ?? null,
      filter.sender ?? null,
      filter.allowed ?? null,
      filter.since ?? null,
      filter.limit ?? 100,
    ],
  );
  return rows.map(row => ({
    ...(row as unknown as Decision),
    pr: row.pr ?? undefined,
    run: row.run ?? undefined,
  }));
}

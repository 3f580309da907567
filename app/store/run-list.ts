import { type Run, toRun } from './run-row.ts';
import { type Sql, storable } from './sql.ts';

export interface RunListFilter {
  /** `owner/name`, whatever the case. */
  repository?: string | undefined;
  state?: Run['state'] | undefined;
  limit: number;
}

/** Runs of all repositories, newest first, for an operator. */
export async function listAllRuns(sql: Sql, { repository, state, limit }: RunListFilter): Promise<Run[]> {
  const rows = await sql.query(
    `SELECT * FROM speckit.runs
     WHERE ($1::text IS NULL OR lower(owner || '/' || repo) = lower($1)) AND ($2::text IS NULL OR state = $2)
     ORDER BY created_at DESC, seq DESC LIMIT $3`,
    [repository === undefined ? null : storable(repository), state ?? null, limit],
  );
  return rows.map(toRun);
}

/** The runs whose id begins so; at most `limit`. */
export async function runsByPrefix(sql: Sql, prefix: string, limit: number): Promise<Run[]> {
  const rows = await sql.query(
    'SELECT * FROM speckit.runs WHERE starts_with(id, $1) ORDER BY created_at DESC, seq DESC LIMIT $2',
    [storable(prefix).toLowerCase(), limit],
  );
  return rows.map(toRun);
}

import type { Sql } from './sql.ts';

/** The commits that runs of a repository work on, or will. */
export async function liveHeads(sql: Sql, repositoryId: number): Promise<Set<string>> {
  const rows = await sql.query<{ sha: string }>(
    `SELECT DISTINCT head_sha AS sha FROM speckit.runs WHERE repository_id = $1 AND state <> 'ended'`,
    [repositoryId],
  );
  return new Set(rows.map(({ sha }) => sha));
}

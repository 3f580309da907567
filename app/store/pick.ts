import { bossSql, RUN_QUEUE } from './boss.ts';
import type { Database } from './database.ts';
import { lockFor } from './locks.ts';
import type { Run } from './run-row.ts';
import type { Sql } from './sql.ts';

/** How many runs may go on at once over all processes of the database; absent: no cap of its own. */
export interface AtOnce {
  repository?: number | undefined;
  person?: number | undefined;
}

/** A run's job that this process has now, and must begin. */
export interface PickedJob {
  id: string;
  runId: string;
}

/** Whose run it is: pg-boss can pass over groups, and each of ours is one person in one repository. */
export const groupOf = (run: Pick<Run, 'repositoryId' | 'sender'>) => `${run.repositoryId}/${run.sender.id}`;

/** How long a picked run counts as begun before its worker claims it. */
const PICKED_MS = 15_000;

/**
 * Takes up to `most` jobs, the one whose turn it is first. With caps they are taken one after the other, and in one
 * process at a time, so that no two take the last place.
 */
export async function pickJobs(database: Database, most: number, caps: AtOnce): Promise<PickedJob[]> {
  if (caps.repository === undefined && caps.person === undefined) return fetchJobs(database, most);
  return await database.transaction(async tx => {
    await lockFor(tx, 'pick');
    const picked: PickedJob[] = [];
    while (picked.length < most) {
      const [job] = await fetchJobs(database, 1, tx, await fullGroups(tx, caps));
      if (!job) break;
      picked.push(job);
      // Whoever is just ending it has its row, and waits for the job that is held here.
      await tx.query(
        `UPDATE speckit.runs SET lease_until = now() + $2 * interval '1ms' WHERE id IN (
           SELECT id FROM speckit.runs WHERE id = $1 AND state = 'queued' FOR UPDATE SKIP LOCKED)`,
        [job.runId, PICKED_MS],
      );
    }
    return picked;
  });
}

async function fetchJobs(
  { boss }: Database,
  most: number,
  tx?: Sql,
  ignoreGroups: string[] = [],
): Promise<PickedJob[]> {
  const jobs = await boss.fetch<{ runId: string }>(RUN_QUEUE, {
    batchSize: most,
    ignoreGroups,
    ...(tx ? { db: bossSql(tx) } : {}),
  });
  return jobs.map(({ id, data }) => ({ id, runId: data.runId }));
}

/** Groups with waiting runs whose repository or person has as many runs under way as they may. */
async function fullGroups(tx: Sql, { repository, person }: AtOnce): Promise<string[]> {
  const rows = await tx.query<{ group: string }>(
    `WITH open AS (
       SELECT repository_id, (sender->>'id')::bigint AS person, lease_until > now() AS busy
       FROM speckit.runs WHERE state <> 'ended'
     ), full_repositories AS (
       SELECT repository_id FROM open WHERE busy GROUP BY repository_id HAVING count(*) >= $1
     ), full_people AS (
       SELECT person FROM open WHERE busy GROUP BY person HAVING count(*) >= $2
     )
     SELECT DISTINCT repository_id || '/' || person AS "group" FROM open
     WHERE busy IS NOT TRUE
       AND (repository_id IN (SELECT * FROM full_repositories) OR person IN (SELECT * FROM full_people))`,
    [repository ?? NO_CAP, person ?? NO_CAP],
  );
  return rows.map(row => row.group);
}

const NO_CAP = 2 ** 31 - 1;

/**
 * The turn of a run that is being queued, so that repositories take turns however many runs one of them has waiting:
 * one after the repository's last, but not before the turn that is being served.
 */
export async function turnFor(tx: Sql, { repositoryId }: Pick<Run, 'repositoryId'>): Promise<number> {
  const [row] = await tx.query<{ turn: number }>(
    `SELECT greatest(
       coalesce(max(turn) FILTER (WHERE state = 'running'), min(turn) FILTER (WHERE state = 'queued'), 0),
       coalesce(max(turn) FILTER (WHERE repository_id = $1) + 1, 0))::int AS turn
     FROM speckit.runs WHERE state <> 'ended'`,
    [repositoryId],
  );
  return row?.turn ?? 0;
}

import { SpeckitError } from '../../shared/errors.ts';
import { newRunId } from '../../shared/pipeline/run-id.ts';
import { bossSql, RUN_QUEUE } from './boss.ts';
import { checkDailyCaps, type DailyCaps } from './daily-caps.ts';
import type { Database } from './database.ts';
import { lockFor } from './locks.ts';
import { groupOf, turnFor } from './pick.ts';
import { type Run, type RunInput, type RunProgress, toRun } from './run-row.ts';
import { notify, type Sql, storable } from './sql.ts';

export interface RunFilter {
  repositoryId?: number;
  pr?: number;
  headSha?: string;
  /** Runs on this commit, or those that made it. */
  sha?: string;
  state?: Run['state'];
  /** Default 100. */
  limit?: number;
}

export interface Runs {
  /**
   * Stores a run without queueing it, so that it can be shown on the pull request first. `created` is false when
   * this request has a run already: that one is returned. Whoever stores must see to it that it is queued.
   * Rejects with `exhausted` when `caps` refuse the person another one.
   */
  insertRun(input: RunInput, caps?: DailyCaps): Promise<{ run: Run; created: boolean }>;
  /** Queues a stored run and notes down where it is shown, both or neither. Repeating it, or a run that has ended or begun, changes nothing. */
  enqueueRun(run: Run, shown: Pick<RunProgress, 'statusCommentId' | 'checkRunIds'>): Promise<void>;
  getRun(id: string): Promise<Run | undefined>;
  newestRun(repositoryId: number, pr: number): Promise<Run | undefined>;
  /** The PR's run with that id, or the only one whose id begins so; `usage` when several do. */
  findRun(repositoryId: number, pr: number, idOrPrefix: string): Promise<Run | undefined>;
  /** Runs that match everything in `filter`, newest first. */
  listRuns(filter?: RunFilter): Promise<Run[]>;
  /** The PR's runs that have not ended, in the order they run. */
  activeRunsOf(repositoryId: number, pr: number): Promise<Run[]>;
  /** How many runs of its PR come before it; 0 when it is next, runs or has ended. */
  queuePosition(run: Run): Promise<number>;
}

export function createRuns(database: Database): Runs {
  const one = async (where: string, params: unknown[]) =>
    (await select(database, `${where} ORDER BY created_at DESC, seq DESC LIMIT 1`, params))[0];
  return {
    insertRun: (input, caps = {}) =>
      caps.runsPerDay === undefined && caps.minutesPerDay === undefined
        ? create(database, input)
        : database.transaction(tx => createWithin(tx, input, caps)),
    enqueueRun: (run, shown) => enqueue(database, run, shown),
    getRun: id => one('id = $1', [storable(id)]),
    newestRun: (repositoryId, pr) => one('repository_id = $1 AND pr = $2', [repositoryId, pr]),
    findRun: (repositoryId, pr, idOrPrefix) => find(database, repositoryId, pr, idOrPrefix),
    listRuns: (filter = {}) =>
      select(
        database,
        `($1::bigint IS NULL OR repository_id = $1) AND ($2::int IS NULL OR pr = $2)
         AND ($3::text IS NULL OR head_sha = $3) AND ($4::text IS NULL OR state = $4)
         AND ($6::text IS NULL OR head_sha = $6 OR commit_sha = $6)
         ORDER BY created_at DESC, seq DESC LIMIT $5`,
        [
          filter.repositoryId ?? null,
          filter.pr ?? null,
          filter.headSha ?? null,
          filter.state ?? null,
          filter.limit ?? 100,
          filter.sha ?? null,
        ],
      ),
    activeRunsOf: (repositoryId, pr) =>
      select(database, `repository_id = $1 AND pr = $2 AND state <> 'ended' ORDER BY created_at, seq`, [
        repositoryId,
        pr,
      ]),
    async queuePosition(run) {
      const [row] = await database.query<{ ahead: number }>(
        `SELECT count(*)::int AS ahead FROM speckit.runs o, speckit.runs r
         WHERE r.id = $1 AND r.state = 'queued' AND o.repository_id = r.repository_id AND o.pr = r.pr
           AND o.state <> 'ended' AND (o.created_at, o.seq) < (r.created_at, r.seq)`,
        [run.id],
      );
      return row?.ahead ?? 0;
    },
  };
}

/** The id of a run's job: it follows from `seq`, so that jobs made in the same instant keep their order. */
export function jobIdOf(run: Pick<Run, 'seq'>): string {
  const digits = run.seq.toString(16).padStart(16, '0');
  return `00000000-0000-7${digits.slice(1, 4)}-8${digits.slice(1, 4)}-${digits.slice(4)}`;
}

const laneOf = (run: RunInput) => `${run.repositoryId}#${run.pr}`;

/** Requests of one person are counted one after the other, so that no two are the last. */
async function createWithin(tx: Sql, input: RunInput, caps: DailyCaps) {
  await lockFor(tx, 'ask');
  const [known] = await select(tx, 'request_key = $1', [storable(input.requestKey)]);
  if (known) return { run: known, created: false };
  await checkDailyCaps(tx, input.sender, caps);
  return await create(tx, input);
}

async function create(database: Sql, input: RunInput): Promise<{ run: Run; created: boolean }> {
  for (;;) {
    const made = await insert(database, input);
    if (made) return { run: made, created: true };
    const [known] = await select(database, 'request_key = $1', [storable(input.requestKey)]);
    if (known) return { run: known, created: false };
    // Neither: the id was taken by another process in the same millisecond. The next one is another.
  }
}

async function insert(sql: Sql, input: RunInput): Promise<Run | undefined> {
  const [row] = await sql.query(
    `INSERT INTO speckit.runs (id, request_key, installation_id, repository_id, owner, repo, pr, sender,
       work, profile, head_sha, head_ref, exact_sha, comment_id, requested_sha)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $11)
     ON CONFLICT DO NOTHING RETURNING *`,
    [
      newRunId(),
      storable(input.requestKey),
      input.installationId,
      input.repositoryId,
      storable(input.owner),
      storable(input.repo),
      input.pr,
      JSON.stringify(input.sender),
      JSON.stringify(input.work),
      JSON.stringify(input.profile),
      input.headSha,
      storable(input.headRef),
      input.exactSha,
      input.commentId ?? null,
    ],
  );
  return row && toRun(row);
}

async function enqueue(
  database: Database,
  run: Run,
  { statusCommentId, checkRunIds }: Pick<RunProgress, 'statusCommentId' | 'checkRunIds'>,
): Promise<void> {
  await database.transaction(async tx => {
    const [row] = await tx.query<{ turn: number }>(
      `UPDATE speckit.runs SET status_comment_id = coalesce($2, status_comment_id),
         check_run_ids = CASE WHEN $3::text = '{}' THEN check_run_ids ELSE $3::json END, turn = coalesce(turn, $4)
       WHERE id = $1 AND state = 'queued' AND attempt = 0 RETURNING turn`,
      [run.id, statusCommentId ?? null, JSON.stringify(checkRunIds), await turnFor(tx, run)],
    );
    if (!row) return;
    const options = {
      // The job's id is the run's, so that a second call finds it queued already.
      id: jobIdOf(run),
      singletonKey: laneOf(run),
      group: { id: groupOf(run) },
      priority: -row.turn,
      db: bossSql(tx),
    };
    await database.boss.send(RUN_QUEUE, { runId: run.id }, options);
    await notify(tx, 'runs');
  });
}

async function find(sql: Sql, repositoryId: number, pr: number, prefix: string): Promise<Run | undefined> {
  const runs = await select(
    sql,
    'repository_id = $1 AND pr = $2 AND starts_with(id, $3) ORDER BY created_at DESC, seq DESC LIMIT 3',
    [repositoryId, pr, storable(prefix).toLowerCase()],
  );
  if (runs.length < 2) return runs[0];
  throw new SpeckitError('usage', `Several runs of this pull request begin with "${prefix}".`, {
    hint: `Write more of the id, for example ${runs.map(run => run.id).join(' or ')}.`,
  });
}

async function select(sql: Sql, where: string, params: unknown[]): Promise<Run[]> {
  return (await sql.query(`SELECT * FROM speckit.runs WHERE ${where}`, params)).map(toRun);
}

import type { RunOutcome } from '../../shared/events.ts';
import { bossSql, HEARTBEAT_SECONDS, RUN_QUEUE } from './boss.ts';
import type { Database } from './database.ts';
import {
  type Fence,
  fencedOff,
  outcomeJson,
  type Person,
  type Run,
  type RunProgress,
  toRun,
} from './run-row.ts';
import { jobIdOf } from './runs.ts';
import { notify, type Sql, storable } from './sql.ts';

export interface RunClaims {
  /** Makes `worker` the owner with the next attempt number; undefined when the run has ended or is unknown. */
  claimRun(id: string, worker: string): Promise<Run | undefined>;
  /** Notes progress down. Rejects with `cancelled` once the fence is not the owner's any more. */
  checkpoint(fence: Fence, patch: Partial<RunProgress>): Promise<void>;
  /** Rejects with `cancelled` unless the fence is the owner's: to be asked right before every publish. */
  assertOwner(fence: Fence): Promise<void>;
  /** Notes down what the run came to before it is shown; it goes on until `endRun`. Rejects with `cancelled` when fenced off. */
  noteOutcome(fence: Fence, outcome: RunOutcome): Promise<void>;
  /** Ends a run and frees its PR for the next one, in one step. Rejects with `cancelled` when fenced off. */
  endRun(fence: Fence, outcome: RunOutcome): Promise<Run>;
  /** Ends a run that nobody has begun; false when somebody has by now, or it has ended. */
  endQueuedRun(id: string, outcome: RunOutcome): Promise<boolean>;
  /** Keeps the leases of `fences`; returns those that another worker has taken over. */
  renewLeases(fences: readonly Fence[]): Promise<Fence[]>;
  /** Gives a run that goes on in its sandbox to the next worker; nothing happens when fenced off. */
  handOver(fence: Fence): Promise<void>;
  /**
   * Asks for the run's end; the first request counts. Returns the run as it is then: `queued` can be ended with
   * `endQueuedRun`, `running` is told to its worker within a second, `ended` was too late.
   */
  requestCancel(id: string, by: Person): Promise<Run | undefined>;
  /** Keeps Spec Kit's own run state with the run. */
  saveRunState(fence: Fence, archive: Uint8Array): Promise<void>;
  readRunState(id: string): Promise<Uint8Array | undefined>;
}

/** Longer than pg-boss's heartbeat, which decides when a silent worker is given up. */
const LEASE_SECONDS = HEARTBEAT_SECONDS + 5;
const OWNED = `id = $1 AND attempt = $2 AND worker = $3 AND state = 'running'`;
const owner = (fence: Fence) => [fence.id, fence.attempt, fence.worker];

export function createRunClaims(database: Database): RunClaims {
  return {
    async claimRun(id, worker) {
      const [row] = await database.query(
        `UPDATE speckit.runs SET state = 'running', attempt = attempt + 1, worker = $2,
           lease_until = now() + $3 * interval '1s', started_at = coalesce(started_at, now())
         WHERE id = $1 AND state <> 'ended' RETURNING *`,
        [id, worker, LEASE_SECONDS],
      );
      return row && toRun(row);
    },
    checkpoint: (fence, patch) => checkpoint(database, fence, patch),
    async assertOwner(fence) {
      const rows = await database.query(`SELECT id FROM speckit.runs WHERE ${OWNED}`, owner(fence));
      if (rows.length === 0) throw fencedOff(fence);
    },
    async noteOutcome(fence, outcome) {
      const rows = await database.query(`UPDATE speckit.runs SET outcome = $4 WHERE ${OWNED} RETURNING id`, [
        ...owner(fence),
        outcomeJson(outcome),
      ]);
      if (rows.length === 0) throw fencedOff(fence);
    },
    endRun: (fence, outcome) =>
      database.transaction(async tx => {
        const run = await end(database, tx, OWNED, owner(fence), outcome);
        if (!run) throw fencedOff(fence);
        return run;
      }),
    endQueuedRun: (id, outcome) =>
      database.transaction(
        async tx => (await end(database, tx, `id = $1 AND state = 'queued'`, [id], outcome)) !== undefined,
      ),
    async renewLeases(fences) {
      const kept = await database.query<Fence>(
        `UPDATE speckit.runs r
         SET lease_until = CASE WHEN r.state = 'running' THEN now() + $2 * interval '1s' END
         FROM json_to_recordset($1::json) AS f (id text, attempt int, worker text)
         WHERE r.id = f.id AND r.attempt = f.attempt AND r.worker = f.worker
         RETURNING r.id, r.attempt, r.worker`,
        [JSON.stringify(fences), LEASE_SECONDS],
      );
      const same = (a: Fence, b: Fence) => owner(a).join() === owner(b).join();
      return fences.filter(fence => !kept.some(one => same(one, fence)));
    },
    handOver: fence => handOver(database, fence),
    requestCancel: (id, by) => requestCancel(database, id, by),
    async saveRunState(fence, archive) {
      const saved = await database.query(
        `INSERT INTO speckit.run_states (run_id, archive) SELECT id, $4 FROM speckit.runs WHERE ${OWNED}
         ON CONFLICT (run_id) DO UPDATE SET archive = excluded.archive RETURNING run_id`,
        [...owner(fence), archive],
      );
      if (saved.length === 0) throw fencedOff(fence);
    },
    async readRunState(id) {
      const [row] = await database.query<{ archive: Uint8Array }>(
        'SELECT archive FROM speckit.run_states WHERE run_id = $1',
        [storable(id)],
      );
      return row?.archive;
    },
  };
}

const COLUMNS: Record<keyof RunProgress, string> = {
  phase: 'phase',
  headSha: 'head_sha',
  driver: 'driver',
  sandboxId: 'sandbox_id',
  resultRef: 'result_ref',
  commitSha: 'commit_sha',
  statusCommentId: 'status_comment_id',
  checkRunIds: 'check_run_ids',
};

async function checkpoint(sql: Sql, fence: Fence, patch: Partial<RunProgress>): Promise<void> {
  const entries = Object.entries(patch) as [keyof RunProgress, unknown][];
  const values = entries.map(([key, value]) =>
    key === 'checkRunIds' ? JSON.stringify(value) : (value ?? null),
  );
  const set = ['attempt = attempt', ...entries.map(([key], index) => `${COLUMNS[key]} = $${index + 4}`)];
  const rows = await sql.query(`UPDATE speckit.runs SET ${set.join(', ')} WHERE ${OWNED} RETURNING id`, [
    ...owner(fence),
    ...values,
  ]);
  if (rows.length === 0) throw fencedOff(fence);
}

async function end(database: Database, tx: Sql, where: string, params: unknown[], outcome: RunOutcome) {
  const at = params.length;
  const [row] = await tx.query(
    `UPDATE speckit.runs SET state = 'ended', ended_at = now(), lease_until = NULL, conclusion = $${at + 1},
       outcome = $${at + 2}, commit_sha = coalesce($${at + 3}, commit_sha), result_ref = coalesce($${at + 4}, result_ref)
     WHERE ${where} RETURNING *`,
    [
      ...params,
      outcome.conclusion,
      outcomeJson(outcome),
      outcome.commitSha ?? null,
      outcome.resultRef ?? null,
    ],
  );
  if (!row) return undefined;
  const run = toRun(row);
  // A queued run's job is not active yet; `includeQueued` completes it just the same.
  await database.boss.complete(RUN_QUEUE, jobIdOf(run), undefined, { db: bossSql(tx), includeQueued: true });
  await notify(tx, 'runs');
  return run;
}

async function handOver(database: Database, fence: Fence): Promise<void> {
  await database.transaction(async tx => {
    const [row] = await tx.query<{ seq: number }>(
      `UPDATE speckit.runs SET lease_until = NULL WHERE ${OWNED} RETURNING seq`,
      owner(fence),
    );
    if (!row) return;
    // To pg-boss this is a failed try: the job goes back to the head of its PR at once.
    await database.boss.fail(RUN_QUEUE, jobIdOf(row), { handedOver: true }, { db: bossSql(tx) });
    await notify(tx, 'runs');
  });
}

async function requestCancel(database: Database, id: string, by: Person): Promise<Run | undefined> {
  return await database.transaction(async tx => {
    const [row] = await tx.query(
      `UPDATE speckit.runs SET cancel_requested = CASE WHEN state = 'ended' THEN cancel_requested
         ELSE coalesce(cancel_requested, $2::json) END
       WHERE id = $1 RETURNING *`,
      [storable(id), JSON.stringify({ by, at: new Date() })],
    );
    if (!row) return undefined;
    await notify(tx, `cancel:${id}`);
    return toRun(row);
  });
}

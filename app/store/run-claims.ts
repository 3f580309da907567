import { SpeckitError } from '../../shared/errors.ts';
import type { RunOutcome } from '../../shared/events.ts';
import { bossSql, HEARTBEAT_SECONDS, RUN_QUEUE } from './boss.ts';
import type { Database } from './database.ts';
import {
  type CancelRequest,
  type Fence,
  fencedOff,
  outcomeJson,
  type Person,
  type Run,
  type RunProgress,
  toRun,
} from './run-row.ts';
import { stagesBefore } from './run-states.ts';
import { jobIdOf } from './runs.ts';
import { notify, type Sql, storable } from './sql.ts';

/** What a worker notes down; `executing` once the command is known to run. */
export type RunNote = Partial<RunProgress> & { executing?: true };

export interface RunClaims {
  /** For how long a worker that says nothing keeps its runs, in milliseconds. */
  readonly leaseMs: number;
  /**
   * Makes `worker` the owner with the next attempt number. Undefined when another worker has the run, it has ended or
   * is unknown. `machine`: where this worker runs; it takes back what somebody else only keeps for that machine.
   */
  claimRun(id: string, worker: string, machine?: string): Promise<Run | undefined>;
  /** Runs that were begun and that nobody has any more, or that wait for `machine`; oldest first. */
  orphans(limit: number, machine?: string): Promise<Pick<Run, 'id' | 'seq'>[]>;
  /** Notes down that the run waits for the machine that reaches its sandbox; returns for how long it has, in milliseconds. */
  awaitMachine(fence: Fence): Promise<number>;
  /** Takes every run and delivery from whoever has it: for a database that nobody else has open. */
  disownAll(): Promise<void>;
  /**
   * Notes progress down. Rejects with `cancelled` once the fence is not the owner's any more, and with `internal` for
   * a phase that no run may come to from where this one is.
   */
  checkpoint(fence: Fence, patch: RunNote): Promise<void>;
  /** Rejects with `cancelled` unless the fence is the owner's: to be asked right before every publish. */
  assertOwner(fence: Fence): Promise<void>;
  /** Notes down what the run came to before it is shown; it goes on until `endRun`. Rejects with `cancelled` when fenced off. */
  noteOutcome(fence: Fence, outcome: RunOutcome): Promise<void>;
  /**
   * Ends a run and frees its PR for the next one, in one step. Rejects with `cancelled` when fenced off. Its end is
   * shown again in `showInMs`; absent: it is shown already.
   */
  endRun(fence: Fence, outcome: RunOutcome, showInMs?: number): Promise<Run>;
  /** Ends a run that nobody has begun; false when somebody has by now, or it has ended. `showInMs` as for `endRun`. */
  endQueuedRun(id: string, outcome: RunOutcome, showInMs?: number): Promise<boolean>;
  /** Keeps the leases of `fences`; returns those that another worker has taken over. */
  renewLeases(fences: readonly Fence[]): Promise<Fence[]>;
  /** Gives a run that goes on in its sandbox to the next worker; nothing happens when fenced off. */
  handOver(fence: Fence): Promise<void>;
  /**
   * Asks for the run's end; the first request counts. Returns the run as it is then: `queued` can be ended with
   * `endQueuedRun`, `running` is told to its worker within a second, `ended` was too late.
   */
  requestCancel(id: string, by: Person, why?: Pick<CancelRequest, 'closed'>): Promise<Run | undefined>;
  /** Keeps Spec Kit's own run state with the run. */
  saveRunState(fence: Fence, archive: Uint8Array): Promise<void>;
  readRunState(id: string): Promise<Uint8Array | undefined>;
}

/** Longer than pg-boss's heartbeat, so that a worker's jobs come back no later than its runs. */
export const LEASE_MS = (HEARTBEAT_SECONDS + 5) * 1000;
const OWNED = `id = $1 AND attempt = $2 AND worker = $3 AND state = 'running'`;
const owner = (fence: Fence) => [fence.id, fence.attempt, fence.worker];

/** Whether nobody has the run; `$n` is the machine of whoever asks. */
const free = (machine: string) => `(lease_until IS NULL OR lease_until <= now()
  OR (waiting_since IS NOT NULL AND machine = ${machine}::text))`;

export function createRunClaims(database: Database, { leaseMs = LEASE_MS } = {}): RunClaims {
  return {
    leaseMs,
    async claimRun(id, worker, machine) {
      const [row] = await database.query(
        `UPDATE speckit.runs SET state = 'running', attempt = attempt + 1, worker = $2,
           lease_until = now() + $3 * interval '1ms', started_at = coalesce(started_at, now()),
           contested = contested OR (state = 'running' AND lease_until IS NOT NULL),
           waiting_since = CASE WHEN machine IS DISTINCT FROM $4 THEN waiting_since END
         WHERE id = $1 AND state <> 'ended' AND (state = 'queued' OR ${free('$4')})
         RETURNING *, (extract(epoch FROM now() - executing_at) * 1000)::float8 AS executing_ms`,
        [id, worker, leaseMs, machine ?? null],
      );
      return row && toRun(row);
    },
    orphans: (limit, machine) =>
      database.query(
        `SELECT id, seq FROM speckit.runs WHERE state = 'running' AND ${free('$2')}
         ORDER BY created_at, seq LIMIT $1`,
        [limit, machine ?? null],
      ),
    async awaitMachine(fence) {
      const [row] = await database.query<{ ms: number }>(
        `UPDATE speckit.runs SET waiting_since = coalesce(waiting_since, now()) WHERE ${OWNED}
         RETURNING (extract(epoch FROM now() - waiting_since) * 1000)::float8 AS ms`,
        owner(fence),
      );
      if (!row) throw fencedOff(fence);
      return row.ms;
    },
    async disownAll() {
      await database.query(`UPDATE speckit.runs SET lease_until = NULL WHERE state = 'running'`);
      await database.query(`UPDATE speckit.deliveries SET lease_until = NULL WHERE state = 'open'`);
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
    endRun: (fence, outcome, showInMs) =>
      database.transaction(async tx => {
        const run = await end(database, tx, OWNED, owner(fence), { outcome, showInMs });
        if (!run) throw fencedOff(fence);
        return run;
      }),
    endQueuedRun: (id, outcome, showInMs) =>
      database.transaction(async tx => {
        const ended = await end(database, tx, `id = $1 AND state = 'queued'`, [id], { outcome, showInMs });
        return ended !== undefined;
      }),
    async renewLeases(fences) {
      const kept = await database.query<Fence>(
        `UPDATE speckit.runs r
         SET lease_until = CASE WHEN r.state = 'running' THEN now() + $2 * interval '1ms' END
         FROM json_to_recordset($1::json) AS f (id text, attempt int, worker text)
         WHERE r.id = f.id AND r.attempt = f.attempt AND r.worker = f.worker
         RETURNING r.id, r.attempt, r.worker`,
        [JSON.stringify(fences), leaseMs],
      );
      const same = (a: Fence, b: Fence) => owner(a).join() === owner(b).join();
      return fences.filter(fence => !kept.some(one => same(one, fence)));
    },
    handOver: fence => handOver(database, fence),
    requestCancel: (id, by, why) => requestCancel(database, id, { by, at: new Date(), ...why }),
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
  sandboxMadeAt: 'sandbox_made_at',
  resultRef: 'result_ref',
  commitSha: 'commit_sha',
  statusCommentId: 'status_comment_id',
  checkRunIds: 'check_run_ids',
  commandEnd: 'command_end',
  machine: 'machine',
};
const JSON_COLUMNS: readonly string[] = ['checkRunIds', 'commandEnd'];

async function checkpoint(sql: Sql, fence: Fence, { executing, ...patch }: RunNote): Promise<void> {
  const entries = Object.entries(patch) as [keyof RunProgress, unknown][];
  const params: unknown[] = owner(fence);
  const add = (value: unknown) => `$${params.push(value)}`;
  const set = entries.map(([key, value]) => {
    const stored = JSON_COLUMNS.includes(key) && value !== undefined ? JSON.stringify(value) : value;
    return `${COLUMNS[key]} = ${add(stored ?? null)}`;
  });
  if (executing) set.push('executing_at = coalesce(executing_at, now())');
  const allowed = patch.phase
    ? ` AND coalesce(phase, 'claimed') = ANY(${add(stagesBefore(patch.phase))}::text[])`
    : '';
  const rows = await sql.query(
    `UPDATE speckit.runs SET ${['attempt = attempt', ...set].join(', ')} WHERE ${OWNED}${allowed} RETURNING id`,
    params,
  );
  if (rows.length > 0) return;
  const [own] = await sql.query<{ phase: string | null }>(
    `SELECT phase FROM speckit.runs WHERE ${OWNED}`,
    owner(fence),
  );
  if (!own) throw fencedOff(fence);
  throw new SpeckitError('internal', `A run cannot go from ${own.phase ?? 'claimed'} to ${patch.phase}.`, {
    hint: 'This is a defect of speckit-remote; please report it.',
  });
}

interface Ending {
  outcome: RunOutcome;
  showInMs: number | undefined;
}

async function end(
  database: Database,
  tx: Sql,
  where: string,
  params: unknown[],
  { outcome, showInMs }: Ending,
) {
  const at = params.length;
  const [row] = await tx.query(
    `UPDATE speckit.runs SET state = 'ended', ended_at = now(), lease_until = NULL, conclusion = $${at + 1},
       outcome = $${at + 2}, commit_sha = coalesce($${at + 3}, commit_sha),
       result_ref = coalesce($${at + 4}, result_ref), show_at = now() + $${at + 5}::float8 * interval '1ms'
     WHERE ${where} RETURNING *`,
    [
      ...params,
      outcome.conclusion,
      outcomeJson(outcome),
      outcome.commitSha ?? null,
      outcome.resultRef ?? null,
      showInMs ?? null,
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

async function requestCancel(
  database: Database,
  id: string,
  request: CancelRequest,
): Promise<Run | undefined> {
  return await database.transaction(async tx => {
    const [row] = await tx.query(
      `UPDATE speckit.runs SET cancel_requested = CASE WHEN state = 'ended' THEN cancel_requested
         ELSE coalesce(cancel_requested, $2::json) END
       WHERE id = $1 RETURNING *`,
      [storable(id), JSON.stringify(request)],
    );
    if (!row) return undefined;
    await notify(tx, `cancel:${id}`);
    return toRun(row);
  });
}

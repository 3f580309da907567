import type { Database } from './database.ts';
import { type Fence, fencedOff, type Run, toRun } from './run-row.ts';
import { type Sql, storable } from './sql.ts';

/** Where sandboxes are made: a driver with settings that reach one engine, account or installation. */
export interface SandboxPlace {
  /** Equal for settings that reach the same place. */
  key: string;
  driver: string;
  /** As the driver's `make` takes them. */
  settings: unknown;
}

/** A sandbox that outlives its run, as its run leaves it. */
export interface SparedSandbox {
  sandboxId: string;
  /** `kept` for the pull request's next run; `unreachable` with a result that could not be fetched. */
  reason: 'kept' | 'unreachable';
  forMs: number;
  /** When it was made; services end it at an age. */
  madeAt: Date;
  /** Of everything that the next run must have in common with this one. */
  fingerprint: string;
}

/** What the database knows of sandboxes; times are in milliseconds from the database's now. */
export interface SandboxFacts {
  runs: RunFact[];
  spared: { sandboxId: string; leftMs: number }[];
}

export interface RunFact {
  id: string;
  state: 'queued' | 'running' | 'ended';
  sandboxId?: string | undefined;
}

export interface Sandboxes {
  /** Who this server is: made once, and the same for every process on the same data. Letters and digits. */
  serverId(): Promise<string>;
  /** To be called before the first sandbox is made there. */
  rememberPlace(place: SandboxPlace): Promise<void>;
  sandboxPlaces(): Promise<SandboxPlace[]>;
  /** Spares the run's sandbox from the sweeper for a while. Rejects with `cancelled` when fenced off. */
  spareSandbox(fence: Fence, spared: SparedSandbox): Promise<void>;
  /**
   * Gives the run the sandbox that an earlier run of its pull request has left, if there is one with this
   * fingerprint that was made within `youngerThanMs`. Nobody else gets it, and the sweeper takes it for the run's.
   */
  takeSandbox(
    fence: Fence,
    wanted: { fingerprint: string; youngerThanMs: number },
  ): Promise<{ sandboxId: string; madeAt: Date } | undefined>;
  /**
   * Gives the run the sandbox that run `of` was held apart from, and makes it stand where that one stood: on its commit,
   * with its command begun, the one way past the order of the phases. Undefined when it is not held any more, or not for
   * this fingerprint. It stays held for as long as it was to be, should this run not reach it either.
   */
  takeHeldSandbox(fence: Fence, wanted: { of: string; fingerprint: string }): Promise<Run | undefined>;
  /** Of the runs `runIds`, of running ones that have one of `sandboxIds`, and of those sandboxes that are spared. */
  sandboxFacts(runIds: readonly string[], sandboxIds: readonly string[]): Promise<SandboxFacts>;
  /** Forgets the spared ones whose time is over; no run could take them any more. */
  endSparing(): Promise<void>;
}

const OWNED = `id = $1 AND attempt = $2 AND worker = $3 AND state = 'running'`;
const owner = ({ id, attempt, worker }: Fence) => [id, attempt, worker];

export function createSandboxes(database: Database): Sandboxes {
  return {
    async serverId() {
      const [row] = await database.query<{ id: string }>('SELECT id FROM speckit.server');
      if (!row) throw new Error('the first migration stores the id of the server');
      return row.id;
    },
    async rememberPlace({ key, driver, settings }) {
      await database.query(
        `INSERT INTO speckit.sandbox_places (key, driver, settings) VALUES ($1, $2, $3)
         ON CONFLICT (key) DO UPDATE SET settings = excluded.settings, used_at = now()`,
        [key, driver, JSON.stringify(settings)],
      );
    },
    sandboxPlaces: () =>
      database.query('SELECT key, driver, settings FROM speckit.sandbox_places ORDER BY key'),
    spareSandbox: (fence, spared) => spare(database, fence, spared),
    takeSandbox: (fence, wanted) => database.transaction(tx => take(tx, fence, wanted)),
    takeHeldSandbox: (fence, wanted) => database.transaction(tx => takeHeld(tx, fence, wanted)),
    sandboxFacts: (runIds, sandboxIds) => facts(database, runIds, sandboxIds),
    async endSparing() {
      await database.query('DELETE FROM speckit.spared_sandboxes WHERE spared_until <= now()');
    },
  };
}

async function spare(sql: Sql, fence: Fence, spared: SparedSandbox): Promise<void> {
  const rows = await sql.query(
    `INSERT INTO speckit.spared_sandboxes
       (sandbox_id, run_id, reason, spared_until, made_at, repository_id, pr, fingerprint)
     SELECT $4, id, $5, now() + $6 * interval '1ms', $7, repository_id, pr, $8 FROM speckit.runs WHERE ${OWNED}
     ON CONFLICT (sandbox_id) DO UPDATE SET run_id = excluded.run_id, reason = excluded.reason,
       spared_until = excluded.spared_until RETURNING run_id`,
    [
      ...owner(fence),
      spared.sandboxId,
      spared.reason,
      Math.round(spared.forMs),
      spared.madeAt,
      spared.fingerprint,
    ],
  );
  if (rows.length === 0) throw fencedOff(fence);
}

async function take(tx: Sql, fence: Fence, { fingerprint, youngerThanMs }: TakeWanted) {
  const [run] = await tx.query<{ repository_id: number; pr: number }>(
    `SELECT repository_id, pr FROM speckit.runs WHERE ${OWNED} FOR UPDATE`,
    owner(fence),
  );
  if (!run) throw fencedOff(fence);
  const [row] = await tx.query<{ sandbox_id: string; made_at: Date }>(
    `DELETE FROM speckit.spared_sandboxes WHERE sandbox_id = (
       SELECT sandbox_id FROM speckit.spared_sandboxes
       WHERE repository_id = $1 AND pr = $2 AND fingerprint = $3 AND reason = 'kept' AND spared_until > now()
         AND ($4::float8 IS NULL OR made_at > now() - $4 * interval '1ms')
       ORDER BY spared_until DESC LIMIT 1 FOR UPDATE)
     RETURNING sandbox_id, made_at`,
    [run.repository_id, run.pr, fingerprint, Number.isFinite(youngerThanMs) ? youngerThanMs : null],
  );
  if (!row) return undefined;
  await tx.query('UPDATE speckit.runs SET sandbox_id = $2 WHERE id = $1', [fence.id, row.sandbox_id]);
  return { sandboxId: row.sandbox_id, madeAt: row.made_at };
}

async function takeHeld(
  tx: Sql,
  fence: Fence,
  { of, fingerprint }: { of: string; fingerprint: string },
): Promise<Run | undefined> {
  const [held] = await tx.query<{ sandbox_id: string; made_at: Date }>(
    `SELECT spared.sandbox_id, spared.made_at FROM speckit.spared_sandboxes spared
     JOIN speckit.runs USING (sandbox_id)
     WHERE runs.id = $1 AND fingerprint = $2 AND reason = 'unreachable' AND spared_until > now()
     FOR UPDATE OF spared`,
    [of, fingerprint],
  );
  if (!held) return undefined;
  const [row] = await tx.query(
    `UPDATE speckit.runs SET sandbox_id = $4, sandbox_made_at = $5, phase = 'execute',
       executing_at = earlier.executing_at, command_end = earlier.command_end, machine = earlier.machine,
       head_sha = earlier.head_sha
     FROM (SELECT id AS earlier_id, executing_at, command_end, machine, head_sha FROM speckit.runs) earlier
     WHERE ${OWNED} AND earlier_id = $6
     RETURNING runs.*, (extract(epoch FROM now() - runs.executing_at) * 1000)::float8 AS executing_ms`,
    [...owner(fence), held.sandbox_id, held.made_at, of],
  );
  if (!row) throw fencedOff(fence);
  return toRun(row);
}

type TakeWanted = Parameters<Sandboxes['takeSandbox']>[1];

async function facts(
  sql: Sql,
  runIds: readonly string[],
  sandboxIds: readonly string[],
): Promise<SandboxFacts> {
  const ids = [runIds, sandboxIds].map(list => list.map(id => storable(id)));
  const runs = await sql.query<RunFact & { sandboxId: string | null }>(
    `SELECT id, state, sandbox_id AS "sandboxId"
     FROM speckit.runs
     WHERE id = ANY($1::text[]) OR (state <> 'ended' AND sandbox_id = ANY($2::text[]))`,
    ids,
  );
  const spared = await sql.query<SandboxFacts['spared'][number]>(
    `SELECT sandbox_id AS "sandboxId", (extract(epoch FROM spared_until - now()) * 1000)::float8 AS "leftMs"
     FROM speckit.spared_sandboxes WHERE sandbox_id = ANY($1::text[])`,
    ids.slice(1),
  );
  return {
    spared,
    runs: runs.map(({ sandboxId, ...run }) => ({
      ...run,
      sandboxId: sandboxId ?? undefined,
    })),
  };
}

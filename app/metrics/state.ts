import { Gauge, type Registry } from 'prom-client';
import type { Sql } from '../store/sql.ts';
import type { SweepReport } from '../sweeper/sweeper.ts';

export interface StateSources {
  sql: Sql;
  /** Runs that this process works on; absent where it is no worker. */
  active?: () => number;
  /** The last look for left sandboxes. */
  swept?: () => SweepReport | undefined;
}

/**
 * Gauges of what is true now. Those of the database are read at each scrape and are the same in every process that
 * shares it; while it does not answer they are absent, and `speckit_database_up` is 0.
 */
export function watchState(register: Registry, { sql, active, swept }: StateSources): () => Promise<void> {
  const gauge = (name: string, help: string, ...labelNames: string[]) =>
    new Gauge({ name, help, labelNames, registers: [register] });
  const up = gauge('speckit_database_up', 'Whether the database answers.');
  const runs = gauge('speckit_runs', 'Runs that have not ended, by state (database).', 'state');
  const oldest = gauge('speckit_queue_oldest_seconds', 'Age of the oldest run that waits (database).');
  const inbox = gauge('speckit_inbox_deliveries', 'Stored deliveries that are not handled yet (database).');
  const used = gauge('speckit_sandboxes', 'Sandboxes by what they are for (database).', 'use');
  const seen = gauge('speckit_sandboxes_seen', 'Sandboxes that the last look of this worker found.');
  const stuck = gauge(
    'speckit_sandboxes_stuck',
    'Of those, what could not be removed although nobody needs it.',
  );
  const here = gauge('speckit_runs_here', 'Runs that this worker works on.');

  return async () => {
    if (active) here.set(active());
    const report = swept?.();
    if (report) {
      seen.set(report.seen);
      stuck.set(report.stuck.length);
    }
    try {
      const state = await readState(sql);
      up.set(1);
      for (const name of ['queued', 'running'] as const) runs.set({ state: name }, state[name]);
      oldest.set(state.oldest);
      inbox.set(state.inbox);
      used.set({ use: 'run' }, state.inUse);
      used.set({ use: 'kept' }, state.kept);
    } catch {
      // The scrape itself says so, and the rest of it is still of use.
      up.set(0);
      for (const one of [runs, oldest, inbox, used]) one.reset();
      for (const one of [oldest, inbox]) one.remove();
    }
  };
}

interface State {
  queued: number;
  running: number;
  oldest: number;
  inbox: number;
  inUse: number;
  kept: number;
}

async function readState(sql: Sql): Promise<State> {
  const [row] = await sql.query<State>(
    `SELECT count(*) FILTER (WHERE state = 'queued')::int AS queued,
       count(*) FILTER (WHERE state = 'running')::int AS running,
       coalesce(extract(epoch FROM now() - min(created_at) FILTER (WHERE state = 'queued')), 0)::float8 AS oldest,
       count(*) FILTER (WHERE state = 'running' AND sandbox_id IS NOT NULL)::int AS "inUse",
       (SELECT count(*) FROM speckit.deliveries WHERE state = 'open')::int AS inbox,
       (SELECT count(*) FROM speckit.spared_sandboxes)::int AS kept
     FROM speckit.runs WHERE state <> 'ended'`,
  );
  if (!row) throw new Error('an aggregate has one row');
  return row;
}

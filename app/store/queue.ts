import { toSpeckitError } from '../../shared/errors.ts';
import type { RunOutcome } from '../../shared/events.ts';
import { settledWithin } from '../stop.ts';
import { HEARTBEAT_SECONDS, RUN_QUEUE } from './boss.ts';
import type { Database } from './database.ts';
import { type AtOnce, pickJobs } from './pick.ts';
import { createPump } from './pump.ts';
import type { RunClaims } from './run-claims.ts';
import { type Fence, fencedOff, fenceOf, type Run } from './run-row.ts';
import { jobIdOf, type Runs } from './runs.ts';

export interface QueueOptions {
  /** Names this process; unique among all that share the database. */
  worker: string;
  /** How many runs this process works on at once. */
  concurrency: number;
  /** How many of one repository or person may go on at once, here and elsewhere. */
  atOnce?: AtOnce;
  /**
   * Works on a run that was claimed for it, up to `endRun`. `signal` aborts with the reason `handover` on
   * shutdown (return soon, leave the command running), or with a `cancelled` error when the run was
   * taken over by another worker (stop, publish nothing). `aside` says that the run only waits from now on, so
   * that another one is taken in its place.
   */
  handler: (run: Run, signal: AbortSignal, aside: () => void) => Promise<unknown>;
  /** Where this process runs; see `claimRun`. */
  machine?: string;
  /** Told what goes wrong; with the run's id when it is about one. A run whose handler fails is ended as failed. */
  onError: (error: unknown, runId?: string) => void;
}

export interface RunQueue {
  /** Ids of the runs that are being worked on here. */
  active(): string[];
  /** Milliseconds since it last looked for runs without a failure, or had no place free. */
  idleMs(): number;
  /** Takes no new run, aborts the handlers and hands unfinished runs over; resolves after at most about `timeoutMs`. */
  stop(options?: { timeoutMs?: number }): Promise<void>;
}

/** The signal's reason on shutdown. */
export const HANDOVER = 'handover';

const POLL_EVERY_MS = 2_000;

interface Active {
  fence: Fence;
  jobId: string;
  stop: AbortController;
  done: Promise<void>;
  /** It only waits, and takes no place. */
  aside: boolean;
}

type Store = Pick<Runs, 'getRun'> &
  Pick<RunClaims, 'claimRun' | 'orphans' | 'endRun' | 'handOver' | 'renewLeases' | 'leaseMs'>;

/**
 * Works on queued runs: those of one pull request in order, different ones side by side; and takes over those whose
 * worker is gone. The run's row says who has it; pg-boss only keeps the order. So jobs are fetched by ourselves, not
 * through its `work`, which would settle a job even when its run has another owner by now.
 */
export async function startQueue(database: Database, store: Store, options: QueueOptions): Promise<RunQueue> {
  const { boss } = database;
  const { worker, machine, onError } = options;
  const active = new Map<string, Active>();
  let stopping = false;
  let lookedAt = performance.now();

  const finish = async (run: Run, signal: AbortSignal, aside: () => void) => {
    const fence = fenceOf(run);
    try {
      await options.handler(run, signal, aside);
      if (stopping) return await store.handOver(fence);
      const now = await store.getRun(run.id);
      if (now?.state === 'ended' || now?.attempt !== fence.attempt || now.worker !== worker) return;
      throw new Error(`The handler of run ${run.id} returned without ending it.`);
    } catch (cause) {
      onError(cause, run.id);
      if (stopping) return await store.handOver(fence);
      if (signal.aborted) return;
      const error = toSpeckitError(cause);
      const outcome: RunOutcome = {
        conclusion: 'failure',
        title: error.message,
        notes: [error.hint],
        changes: [],
        error,
      };
      // Nobody knows what the handler had shown by then.
      await store.endRun(fence, outcome, 0);
    }
  };

  const begin = async (jobId: string, runId: string) => {
    // Its heartbeat was lost while the database was away, but it never stopped here: it just goes on.
    if (active.has(runId)) return;
    const run = await store.claimRun(runId, worker, machine);
    if (!run) {
      const now = await store.getRun(runId);
      // One that another worker has keeps its job, which stands for its place in line.
      if (now && now.state !== 'ended') return;
      await boss.complete(RUN_QUEUE, jobId);
      return wake();
    }
    const stop = new AbortController();
    const aside = () => {
      const own = active.get(runId);
      if (own) own.aside = true;
      wake();
    };
    const done = finish(run, stop.signal, aside)
      .catch(error => onError(error, runId))
      .finally(() => {
        active.delete(runId);
        wake();
      });
    active.set(runId, { fence: fenceOf(run), jobId: jobIdOf(run), stop, done, aside: false });
  };

  const places = () => options.concurrency - [...active.values()].filter(one => !one.aside).length;

  const look = async () => {
    if (stopping || places() <= 0) return;
    // They were begun before anything that waits. Those that are at work here only missed a beat.
    const orphans = await store.orphans(places() + active.size, machine);
    for (const { id, seq } of orphans) if (places() > 0) await begin(jobIdOf({ seq }), id);
    if (places() <= 0) return;
    for (const job of await pickJobs(database, places(), options.atOnce ?? {}))
      await begin(job.id, job.runId);
  };
  const { wake, idle } = createPump(async () => {
    await look();
    lookedAt = performance.now();
  }, onError);

  const beat = async () => {
    const all = [...active.values()];
    if (all.length === 0) return;
    const lost = new Set((await store.renewLeases(all.map(one => one.fence))).map(fence => fence.id));
    const taken = all.filter(one => lost.has(one.fence.id));
    // On shutdown the handlers are told already, and for a better reason.
    if (!stopping) for (const one of taken) one.stop.abort(fencedOff(one.fence));
    const kept = all.filter(one => !lost.has(one.fence.id)).map(one => one.jobId);
    if (kept.length > 0) await boss.touch(RUN_QUEUE, kept);
  };

  const endListening = await database.listen(notice => {
    if (notice === 'runs' || notice === 'resync') wake();
  });
  const lifeMs = Math.min(HEARTBEAT_SECONDS * 1000, store.leaseMs);
  const poll = setInterval(wake, Math.min(POLL_EVERY_MS, lifeMs));
  const beating = setInterval(() => beat().catch(error => onError(error)), lifeMs / 3);

  return {
    active: () => [...active.keys()],
    idleMs: () => performance.now() - lookedAt,
    async stop({ timeoutMs = 8_000 } = {}) {
      stopping = true;
      clearInterval(poll);
      await endListening();
      await idle();
      const all = [...active.values()];
      for (const one of all) one.stop.abort(HANDOVER);
      await settledWithin(Promise.all(all.map(one => one.done)), timeoutMs);
      clearInterval(beating);
      // A handler that did not return in time is fenced off as soon as the next worker claims its run.
      await Promise.all([...active.values()].map(one => store.handOver(one.fence)));
    },
  };
}

import { toSpeckitError } from '../../shared/errors.ts';
import { HEARTBEAT_SECONDS, RUN_QUEUE } from './boss.ts';
import type { Database } from './database.ts';
import { createPump } from './pump.ts';
import type { RunClaims } from './run-claims.ts';
import { type Fence, fencedOff, fenceOf, type Run } from './run-row.ts';
import { jobIdOf, type Runs } from './runs.ts';

export interface QueueOptions {
  /** Names this process; unique among all that share the database. */
  worker: string;
  /** How many runs this process works on at once. */
  concurrency: number;
  /**
   * Works on a run that was claimed for it, up to `endRun`. `signal` aborts with the reason `handover` on
   * shutdown (return soon, leave the command running), or with a `cancelled` error when the run was
   * taken over by another worker (stop, publish nothing).
   */
  handler: (run: Run, signal: AbortSignal) => Promise<unknown>;
  /** Told what goes wrong; with the run's id when it is about one. A run whose handler fails is ended as failed. */
  onError: (error: unknown, runId?: string) => void;
}

export interface RunQueue {
  /** Ids of the runs that are being worked on here. */
  active(): string[];
  /** Takes no new run, aborts the handlers and hands unfinished runs over; resolves after at most about `timeoutMs`. */
  stop(options?: { timeoutMs?: number }): Promise<void>;
}

/** The signal's reason on shutdown. */
export const HANDOVER = 'handover';

const POLL_EVERY_MS = 2_000;
const BEAT_EVERY_MS = (HEARTBEAT_SECONDS / 3) * 1000;

interface Active {
  fence: Fence;
  jobId: string;
  stop: AbortController;
  done: Promise<void>;
}

type Store = Pick<Runs, 'getRun'> & Pick<RunClaims, 'claimRun' | 'endRun' | 'handOver' | 'renewLeases'>;

/**
 * Works on queued runs: those of one pull request in order, different ones side by side. Fetches from
 * pg-boss itself, not through its `work`, which would settle a job even when its run has another owner by now.
 */
export async function startQueue(database: Database, store: Store, options: QueueOptions): Promise<RunQueue> {
  const { boss } = database;
  const { worker, onError } = options;
  const active = new Map<string, Active>();
  let stopping = false;

  const finish = async (run: Run, signal: AbortSignal) => {
    const fence = fenceOf(run);
    try {
      await options.handler(run, signal);
      if (stopping) return await store.handOver(fence);
      const now = await store.getRun(run.id);
      if (now?.state === 'ended' || now?.attempt !== fence.attempt || now.worker !== worker) return;
      throw new Error(`The handler of run ${run.id} returned without ending it.`);
    } catch (cause) {
      onError(cause, run.id);
      if (stopping) return await store.handOver(fence);
      if (signal.aborted) return;
      const error = toSpeckitError(cause);
      await store.endRun(fence, {
        conclusion: 'failure',
        title: error.message,
        notes: [error.hint],
        changes: [],
        error,
      });
    }
  };

  const begin = async (jobId: string, runId: string) => {
    // Its heartbeat was lost while the database was away, but it never stopped here: it just goes on.
    if (active.has(runId)) return;
    const run = await store.claimRun(runId, worker);
    if (!run) {
      await boss.complete(RUN_QUEUE, jobId);
      return wake();
    }
    const stop = new AbortController();
    const done = finish(run, stop.signal)
      .catch(error => onError(error, runId))
      .finally(() => {
        active.delete(runId);
        wake();
      });
    active.set(runId, { fence: fenceOf(run), jobId: jobIdOf(run), stop, done });
  };

  const { wake, idle } = createPump(async () => {
    const free = options.concurrency - active.size;
    if (stopping || free <= 0) return;
    const jobs = await boss.fetch<{ runId: string }>(RUN_QUEUE, { batchSize: free });
    for (const job of jobs) await begin(job.id, job.data.runId);
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
  const poll = setInterval(wake, POLL_EVERY_MS);
  const beating = setInterval(() => beat().catch(error => onError(error)), BEAT_EVERY_MS);

  return {
    active: () => [...active.keys()],
    async stop({ timeoutMs = 8_000 } = {}) {
      stopping = true;
      clearInterval(poll);
      await endListening();
      await idle();
      const all = [...active.values()];
      for (const one of all) one.stop.abort(HANDOVER);
      await withTimeout(Promise.all(all.map(one => one.done)), timeoutMs);
      clearInterval(beating);
      // A handler that did not return in time is fenced off as soon as the next worker claims its run.
      await Promise.all([...active.values()].map(one => store.handOver(one.fence)));
    },
  };
}

async function withTimeout(work: Promise<unknown>, ms: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  await Promise.race([work, late]);
  clearTimeout(timer);
}

import { setTimeout as pause } from 'node:timers/promises';
import { toSpeckitError } from '../../shared/errors.ts';
import { settledWithin } from '../stop.ts';
import { createArrivals } from './arrivals.ts';
import { createLeases, type Delivery, type LeasedDelivery } from './inbox-leases.ts';
import { isSettling } from './lanes.ts';
import { createPump } from './pump.ts';
import { LEASE_MS } from './run-claims.ts';
import { type SqlDatabase, storable } from './sql.ts';

export type { Delivery } from './inbox-leases.ts';

export interface InboxOptions {
  /** Names this process; unique among all that share the database. */
  worker: string;
  /**
   * How many repositories are handled side by side, and beside them how many pull requests whose conflicts are
   * settled. Default 8.
   */
  concurrency?: number;
  /**
   * Handles one delivery and says in one sentence what became of it. It may be called again for the
   * same delivery (after a crash, or a retryable error), so whatever it starts must have a key. `guard` rejects
   * once another process has taken the delivery over.
   */
  handle: (delivery: Delivery, signal: AbortSignal, guard: () => Promise<void>) => Promise<string>;
  /** Told of every failure; `final` when the delivery is given up. */
  onError: (error: unknown, delivery?: Delivery, final?: boolean) => void;
  /** For how long a process that says nothing keeps what it took; default 15 s. */
  leaseMs?: number;
  /**
   * Delays before the attempts after the first, in ms. Default: 1 s doubling to 64 s, then every 5 min for two hours.
   */
  retryDelaysMs?: readonly number[];
}

export interface InboxWorker {
  /** Takes nothing new, lets handlers end for up to `timeoutMs`, then aborts their signal and gives the rest back. */
  stop(options?: { timeoutMs?: number }): Promise<void>;
}

const POLL_EVERY_MS = 2_000;
/** The first of a burst is taken at once, the others together, so that taking does not slow down storing. */
const SPACING_MS = 25;
const RETRY_DELAYS_MS = [
  ...[1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000],
  // An outage of GitHub is over by then, mostly; what was asked meanwhile must not be lost.
  ...Array.from({ length: 24 }, () => 5 * 60_000),
];

/**
 * Starts handing stored deliveries to `handle`: those of one lane in the order they arrived, those of different ones
 * side by side; what settles conflicts, which may take long, has places of its own. Begins with what an earlier process
 * left, then wakes at once on new ones.
 */
export async function startInbox(database: SqlDatabase, options: InboxOptions): Promise<InboxWorker> {
  const { onError, concurrency = 8, retryDelaysMs = RETRY_DELAYS_MS, leaseMs = LEASE_MS } = options;
  const leases = createLeases(database, options.worker, leaseMs);
  const arrivals = createArrivals();
  const halting = new AbortController();
  const { signal: halted } = halting;
  const aborting = new AbortController();
  const lanes = new Map<string, { waiting: LeasedDelivery[]; done: Promise<void> }>();
  const timers = new Set<NodeJS.Timeout>();

  const settleFailure = async (delivery: LeasedDelivery, cause: unknown): Promise<boolean> => {
    const error = toSpeckitError(cause);
    const delay = retryDelaysMs[delivery.attempt - 1];
    const retry = error.retryable && delay !== undefined;
    onError(cause, delivery, !retry);
    const outcome = storable(`${error.message} ${error.hint}`);
    await leases.settle({
      seq: delivery.seq,
      state: retry ? 'open' : 'failed',
      outcome,
      retryInMs: delay ?? 0,
    });
    if (retry) wakeIn(delay);
    return retry;
  };

  const runLane = async (waiting: LeasedDelivery[]) => {
    let begun: number | undefined;
    for (let next = waiting[0]; next && !halted.aborted; next = waiting[0]) {
      await arrivals.turn(halted);
      if (halted.aborted) break;
      begun = next.seq;
      let retried = false;
      try {
        const outcome = await options.handle(next, aborting.signal, () => leases.assertOwner(next.seq));
        await leases.settle({ seq: next.seq, state: 'done', outcome: storable(outcome) });
      } catch (error) {
        // Our own stop broke it off, so the next process begins it anew.
        if (aborting.signal.aborted) break;
        retried = await settleFailure(next, error);
      }
      waiting.shift();
      // Those behind a delivery that is tried again wait for it.
      if (retried) break;
    }
    if (waiting.length > 0)
      await leases.release(
        waiting.map(delivery => delivery.seq),
        begun,
      );
  };

  const begin = (lane: string, waiting: LeasedDelivery[]) => {
    const done = runLane(waiting)
      .catch(error => onError(error))
      .finally(() => {
        lanes.delete(lane);
        look(isSettling(lane));
      });
    lanes.set(lane, { waiting, done });
  };

  /** Of which kinds of lanes (settling or not) something may have come. */
  const due = new Set<boolean>();
  const { wake, idle } = createPump(async () => {
    for (const settling of due) {
      due.delete(settling);
      const here = [...lanes.keys()].filter(lane => isSettling(lane) === settling);
      const free = concurrency - here.length;
      if (halted.aborted || free <= 0) continue;
      const taken = Map.groupBy(
        await leases.take({ lanes: free, settling, here }),
        delivery => delivery.lane,
      );
      for (const [lane, waiting] of taken) begin(lane, waiting);
      await pause(SPACING_MS);
    }
  }, onError);
  const look = (...kinds: boolean[]) => {
    for (const settling of kinds) due.add(settling);
    wake();
  };

  const wakeIn = (ms: number) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      look(false, true);
    }, ms);
    timers.add(timer);
  };

  const renew = async () => {
    const seqs = [...lanes.values()].flatMap(lane => lane.waiting.map(delivery => delivery.seq));
    if (seqs.length > 0) await leases.renew(seqs);
  };

  const endListening = await database.listen(notice => {
    if (notice === 'resync') return look(false, true);
    if (notice !== 'deliveries' && notice !== 'settling') return;
    arrivals.hit();
    look(notice === 'settling');
  });
  const poll = setInterval(() => look(false, true), POLL_EVERY_MS);
  const renewing = setInterval(() => renew().catch(error => onError(error)), leaseMs / 4);

  return {
    async stop({ timeoutMs = 5_000 } = {}) {
      halting.abort();
      clearInterval(poll);
      for (const timer of timers) clearTimeout(timer);
      const abort = setTimeout(() => aborting.abort(), timeoutMs);
      await endListening();
      await idle();
      // A handler that does not heed the signal keeps its lease, which ends by itself.
      await settledWithin(Promise.all([...lanes.values()].map(lane => lane.done)), timeoutMs + 500);
      clearTimeout(abort);
      clearInterval(renewing);
    },
  };
}

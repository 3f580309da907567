import { setTimeout as sleep } from 'node:timers/promises';
import { createMemoryBudget, type PacerStore } from './pacer-store.ts';

/** What one request costs. */
export interface RequestCost {
  /** Rate-limit points: 1 for reading, 5 for writing. */
  points: number;
  /** Whether it creates content (a comment, a check run, …), which has limits of its own. */
  content: boolean;
}

export interface Pacer {
  /**
   * Waits until the request may be sent, in the order of the calls, then resolves with what must be called when its
   * answer is there. Bursts are fine as long as the budgets last. Rejects with the signal's reason when aborted.
   */
  enter(cost: RequestCost, signal?: AbortSignal): Promise<() => void>;
  /** GitHub said to wait: nothing is sent before `until` (milliseconds since the epoch). */
  hold(until: number): Promise<void>;
}

export interface PacerOptions {
  /** Whose limits these are: one key for each installation (or token). */
  key: string;
  /** Shared by everything that uses the same installation; default: the memory of this process. */
  store?: PacerStore;
  /** Requests under way at once, of this pacer. Default 20; GitHub allows 100 for all of an App's. */
  concurrency?: number;
}

/** Paces the requests of one installation by GitHub's documented limits; see {@link PacerStore}. */
export function createPacer({ key, store = createMemoryBudget(), concurrency = 20 }: PacerOptions): Pacer {
  const contentLane = createLane();
  const pointsLane = createLane();
  const places = createPlaces(concurrency);

  const reserve = async (cost: Partial<RequestCost>, signal: AbortSignal | undefined) => {
    for (;;) {
      signal?.throwIfAborted();
      const wait = await store.reserve(key, { points: 0, content: false, ...cost });
      if (wait <= 0) return;
      await pause(wait, signal);
    }
  };

  return {
    async enter({ points, content }, signal) {
      // Content first: who waits an hour for that budget must not stand in the way of everybody else's points.
      if (content) await contentLane(() => reserve({ content }, signal), signal);
      await pointsLane(() => reserve({ points }, signal), signal);
      return places.take(signal);
    },
    hold: until => store.hold(key, until),
  };
}

type Lane = (turn: () => Promise<void>, signal?: AbortSignal) => Promise<void>;

/** Runs one turn after the other; a waiting caller can leave at any time. */
function createLane(): Lane {
  let last: Promise<void> = Promise.resolve();
  return (turn, signal) => {
    const done = last.then(turn);
    last = done.catch(() => undefined);
    return untilAborted(done, signal);
  };
}

function createPlaces(amount: number): { take(signal?: AbortSignal): Promise<() => void> } {
  let free = amount;
  const waiting: (() => void)[] = [];
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else free++;
  };
  const once = () => {
    let left = false;
    return () => {
      if (!left) leave();
      left = true;
    };
  };
  return {
    async take(signal) {
      signal?.throwIfAborted();
      if (free > 0) {
        free--;
        return once();
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push(resolve);
      try {
        await untilAborted(promise, signal);
      } catch (error) {
        const index = waiting.indexOf(resolve);
        // Not in the line any more: the place was handed over in the same moment, so it goes on to the next.
        if (index < 0) leave();
        else waiting.splice(index, 1);
        throw error;
      }
      return once();
    },
  };
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, signal ? { signal } : {}).catch(error => {
    signal?.throwIfAborted();
    throw error;
  });
}

async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    // The loser's rejection has been handled by the race; a turn given up here must not end the process.
    promise.catch(() => undefined);
  }
}

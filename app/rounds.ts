import { settledWithin } from './stop.ts';

export interface Rounds<Args extends unknown[]> {
  /** Looks once, now, after a look that is under way. Never rejects. */
  look(...args: Args): Promise<void>;
  /** Breaks off; resolves within 2 s, or where it was started `toTheEnd`, when nothing of it is left. */
  stop(): Promise<void>;
}

export interface RoundsOptions<Args extends unknown[]> {
  everyMs: number;
  /** What a regular look is called with. */
  regular: Args;
  /** What the look at the start is called with; `none`: the first comes after `everyMs`. Default: as a regular one. */
  first?: Args | 'none';
  toTheEnd?: boolean;
  /** Hears of a look that failed; the next one tries again. */
  onError(error: unknown): void;
}

const STOP_MS = 2_000;

/** Does `work` again and again, one at a time; it breaks off once its signal is aborted. */
export function startRounds<Args extends unknown[]>(
  work: (stop: AbortSignal, ...args: Args) => Promise<void>,
  { everyMs, regular, first = regular, toTheEnd = false, onError }: RoundsOptions<Args>,
): Rounds<Args> {
  const stop = new AbortController();
  let current = Promise.resolve();
  const look = (...args: Args) => {
    current = current.then(() => work(stop.signal, ...args)).catch(onError);
    return current;
  };
  const timer = setInterval(() => void look(...regular), everyMs);
  timer.unref();
  if (first !== 'none') void look(...first);
  return {
    look,
    async stop() {
      stop.abort();
      clearInterval(timer);
      await (toTheEnd ? current : settledWithin(current, STOP_MS));
    },
  };
}

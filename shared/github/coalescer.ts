/** Passes on the newest of many states, in intervals, one at a time. */
export interface Coalescer<State> {
  /** Takes the newest state; it is written when the interval since the last write is over. */
  offer(state: State): void;
  /** Forgets an offered state that is not written yet. */
  withdraw(): void;
  /** A write happened by another way; the interval counts from now. */
  touch(): void;
  /** Nothing is written after this, but for a write that is under way. */
  stop(): void;
}

/** Milliseconds between live updates: 5 s in the first minute, 10 s up to ten minutes, then 30 s. */
export function updateInterval(elapsedMs: number): number {
  if (elapsedMs < 60_000) return 5000;
  return elapsedMs < 600_000 ? 10_000 : 30_000;
}

/** @param write Handles its own failures. */
export function createCoalescer<State>(
  startedAt: Date,
  write: (state: State) => Promise<void>,
): Coalescer<State> {
  let pending: { state: State } | undefined;
  let timer: NodeJS.Timeout | undefined;
  // By a clock that never jumps.
  let lastWrite = Number.NEGATIVE_INFINITY;
  let stopped = false;

  const schedule = () => {
    if (timer !== undefined || pending === undefined || stopped) return;
    const due = lastWrite + updateInterval(Date.now() - startedAt.getTime());
    timer = setTimeout(() => void flush(), Math.max(0, due - performance.now()));
  };

  // The timer stays set while the write is under way, so that no second one starts.
  const flush = async () => {
    const next = pending;
    pending = undefined;
    if (next !== undefined) await write(next.state);
    lastWrite = performance.now();
    timer = undefined;
    schedule();
  };

  return {
    offer(state) {
      pending = { state };
      schedule();
    },
    withdraw() {
      pending = undefined;
    },
    touch() {
      lastWrite = performance.now();
    },
    stop() {
      stopped = true;
      pending = undefined;
      clearTimeout(timer);
    },
  };
}

/** Notices a line that is dead without having been closed: what the network lost, nobody tells. */
export interface Watchdog extends Disposable {
  /** Aborts once nothing was heard for the time given. */
  readonly signal: AbortSignal;
  /** Runs `work` on what was heard; the clock stands still meanwhile and then starts anew. */
  heard(work: () => Promise<void>): Promise<void>;
}

export function createWatchdog(ms: number): Watchdog {
  const silent = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const arm = () => {
    if (!over) timer = setTimeout(() => silent.abort(new Error(`nothing was heard for ${ms} ms`)), ms);
  };
  arm();
  return {
    signal: silent.signal,
    async heard(work) {
      clearTimeout(timer);
      await work();
      arm();
    },
    [Symbol.dispose]() {
      over = true;
      clearTimeout(timer);
    },
  };
}

import type { Log } from '../log.ts';
import { settledWithin } from '../stop.ts';
import type { Sandboxes } from '../store/sandboxes.ts';
import { type OpenPlace, type Swept, sweepPlace } from './sweep.ts';

export interface SweeperOptions {
  store: Pick<Sandboxes, 'sandboxFacts' | 'endSparing' | 'sandboxPlaces'>;
  serverId: string;
  /** Makes a place of the database one that can be looked at. */
  place(stored: { driver: string; settings: unknown }): OpenPlace;
  log: Pick<Log, 'info' | 'warn' | 'error'>;
  /** Between two sweeps; default 30 s. */
  everyMs?: number;
}

/** What the last sweep of every place came to. */
export interface SweepReport {
  at: Date;
  seen: number;
  removed: number;
  /** Sandboxes that could not be removed, with the number of tries so far. */
  stuck: { id: string; driver: string; tries: number; error: unknown }[];
  /** Places that could not be looked at. */
  unseen: { driver: string; error: unknown }[];
}

export interface Sweeper {
  /** Of the last sweep that is over. */
  report(): SweepReport | undefined;
  /** Breaks off; resolves within 2 s. */
  stop(): Promise<void>;
}

const EVERY_MS = 30_000;
const STOP_MS = 2_000;

/** Sweeps at once and then regularly, one sweep at a time. A failure is logged and tried again by the next sweep. */
export function startSweeper(options: SweeperOptions): Sweeper {
  const { log, everyMs = EVERY_MS } = options;
  const stop = new AbortController();
  const memory = {
    tries: new Map<string, number>(),
    unseen: new Set<string>(),
    signal: stop.signal,
  };
  let report: SweepReport | undefined;
  let timer: NodeJS.Timeout | undefined;
  let current: Promise<void>;

  const sweep = async (): Promise<void> => {
    try {
      report = await sweepAll(options, memory);
    } catch (error) {
      if (!stop.signal.aborted) log.error({ err: error }, 'the sweep for left sandboxes failed');
    }
    if (!stop.signal.aborted) timer = setTimeout(begin, everyMs);
  };
  const begin = () => {
    current = sweep();
  };
  begin();
  return {
    report: () => report,
    async stop() {
      stop.abort(new Error('the sweeper stops'));
      clearTimeout(timer);
      await settledWithin(current, STOP_MS);
    },
  };
}

interface Memory {
  /** Failed removals by sandbox. */
  tries: Map<string, number>;
  /** Keys of the places that did not answer the last sweep. */
  unseen: Set<string>;
  signal: AbortSignal;
}

async function sweepAll(options: SweeperOptions, memory: Memory): Promise<SweepReport> {
  const report: SweepReport = { at: new Date(), seen: 0, removed: 0, stuck: [], unseen: [] };
  const places = await options.store.sandboxPlaces();
  await Promise.all(
    places.map(async ({ key, driver, settings }) => {
      try {
        const place = options.place({ driver, settings });
        const { signal } = memory;
        tell(options, memory, driver, await sweepPlace({ ...options, place, signal }), report);
        memory.unseen.delete(key);
      } catch (error) {
        memory.signal.throwIfAborted();
        report.unseen.push({ driver, error });
        // A service that is given up must not fill the log for ever.
        if (!memory.unseen.has(key))
          options.log.warn({ driver, err: error }, 'sandboxes could not be looked through; tried again');
        memory.unseen.add(key);
      }
    }),
  );
  await options.store.endSparing();
  return report;
}

function tell(
  { log }: SweeperOptions,
  { tries }: Memory,
  driver: string,
  swept: Swept,
  report: SweepReport,
): void {
  report.seen += swept.seen;
  report.removed += swept.removed.length;
  for (const { id, run, because } of swept.removed) {
    tries.delete(id);
    log.info({ driver, sandbox: id, run, because }, 'a left sandbox was removed');
  }
  for (const { id, run, because, error } of swept.failed) {
    const count = (tries.get(id) ?? 0) + 1;
    tries.set(id, count);
    report.stuck.push({ id, driver, tries: count, error });
    const about = { driver, sandbox: id, run, because, tries: count, err: error };
    log.warn(about, 'a left sandbox could not be removed; tried again');
  }
}

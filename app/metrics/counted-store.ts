import type { Run } from '../store/run-row.ts';
import type { Store } from '../store/store.ts';
import type { Metrics } from './metrics.ts';

/** The store, with what happens to runs through it counted: each end once, since an end is fenced. */
export function countedStore<S extends Store>(store: S, metrics: Metrics): S {
  return {
    ...store,
    async claimRun(...args: Parameters<Store['claimRun']>) {
      const run = await store.claimRun(...args);
      if (run) metrics.begun(run.id, run.attempt === 1 ? waitedMs(run) : undefined);
      return run;
    },
    async endRun(...args: Parameters<Store['endRun']>) {
      const run = await store.endRun(...args);
      metrics.ended(run.id, run.conclusion ?? 'unknown', tookMs(run));
      return run;
    },
    async endQueuedRun(...args: Parameters<Store['endQueuedRun']>) {
      const ended = await store.endQueuedRun(...args);
      if (ended) metrics.ended(args[0], args[1].conclusion, 0);
      return ended;
    },
  };
}

const waitedMs = ({ createdAt, startedAt }: Run) => (startedAt?.getTime() ?? 0) - createdAt.getTime();
const tookMs = ({ startedAt, endedAt }: Run) => (endedAt?.getTime() ?? 0) - (startedAt?.getTime() ?? 0);

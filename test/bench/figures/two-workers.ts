import { setTimeout as pause } from 'node:timers/promises';
import { startQueueWorker } from '../queue/start.ts';
import { type DatabaseKind, openBenchDatabase } from '../support/database.ts';
import type { Figure, Measurement } from '../types.ts';

const RUNS = 1_000;
/** Of all workers together. */
const AT_ONCE = 50;
const RUN_MS = 1_000;

/** The real queue and its fences; a run only takes its second. The embedded database has one worker with all places. */
async function open(kind: DatabaseKind): Promise<Measurement> {
  const workers = kind === 'postgres' ? 2 : 1;
  return {
    async ours() {
      await using opened = new AsyncDisposableStack();
      const database = opened.use(await openBenchDatabase(kind));
      const options = { database, concurrency: AT_ONCE / workers, runMs: RUN_MS };
      const first = opened.use(await startQueueWorker(options));
      const all = [first];
      if (workers === 2) all.push(opened.use(await startQueueWorker(options)));
      await first.ask({ ask: 'fill', runs: RUNS, pullRequests: RUNS / 20 });
      const since = performance.now();
      for (const worker of all) await worker.ask({ ask: 'work' });
      while ((await first.ask<number>({ ask: 'left' })) > 0) await pause(100);
      const took = (performance.now() - since) / 1000;
      let handled = 0;
      for (const worker of all)
        handled += (await worker.ask<{ handled: number }>({ ask: 'handled' })).handled;
      if (handled !== RUNS) throw new Error(`${handled} runs were begun`);
      return took;
    },
    reference: async () => (RUNS * RUN_MS) / 1000 / AT_ONCE,
    async [Symbol.asyncDispose]() {},
  };
}

const figures: Figure[] = (['pglite', 'postgres'] as const).map(kind => ({
  name: `two-workers-${kind}`,
  about:
    kind === 'postgres'
      ? `${RUNS} queued runs of a second over two workers of ${AT_ONCE / 2} places each; reference: the ideal`
      : `the same on the embedded database, whose one worker has all ${AT_ONCE} places`,
  unit: 's',
  runs: 1,
  warmUp: false,
  target: { kind: 'ratio', most: 1.5 },
  open: () => open(kind),
}));
export default figures;

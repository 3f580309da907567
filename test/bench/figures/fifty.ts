import { setTimeout as pause } from 'node:timers/promises';
import type { Memory } from '../app/start.ts';
import { quantile } from '../measure.ts';
import { countRuns, openCrowd } from '../support/crowd.ts';
import type { DatabaseKind } from '../support/database.ts';
import type { Figure, Measurement } from '../types.ts';

const RUNS = 50;
const LINES = 40;
/** Irregular, so that the lines meet our follower at every point of its round. */
const PRINT = `n=0; while [ "$n" -lt ${LINES} ]; do date +%s%N; sleep "0.$(((n * 7) % 9 + 1))"; n=$((n + 1)); done`;

/** Bytes for each run in the round that took most, which is the first, on that database. */
const perRun: Partial<Record<DatabaseKind, number>> = {};

/** The App in a process of its own, the emulated GitHub in this one, the commands on this machine. */
async function open(kind: DatabaseKind): Promise<Measurement> {
  const crowd = await openCrowd({ kind, owners: RUNS, concurrency: RUNS });
  const app = await crowd.start();
  let rounds = 0;
  return {
    async ours() {
      await app.ask({ ask: 'latencies' });
      await app.ask({ ask: 'memory' });
      rounds += 1;
      await Promise.all(
        crowd.places.map(({ repo, pr }) =>
          crowd.github.comment({ repo, pr, user: 'alice', body: `/speckit run -- ${PRINT}` }),
        ),
      );
      for (;;) {
        const { ended, succeeded } = await countRuns(app);
        if (ended !== succeeded) throw new Error(`${ended - succeeded} runs failed`);
        if (ended === rounds * RUNS) break;
        await pause(200);
      }
      const { grown } = await app.ask<Memory>({ ask: 'memory' });
      perRun[kind] = Math.max(perRun[kind] ?? 0, grown / RUNS);
      const latencies = await app.ask<number[]>({ ask: 'latencies' });
      if (latencies.length !== RUNS * LINES)
        throw new Error(`${latencies.length} of ${RUNS * LINES} lines were seen`);
      return quantile(latencies, 0.99);
    },
    [Symbol.asyncDispose]: () => crowd[Symbol.asyncDispose](),
  };
}

const figures: Figure[] = (['pglite', 'postgres'] as const).flatMap(kind => [
  {
    name: `fifty-${kind}`,
    about: `a line printed in one of ${RUNS} local sandboxes to its output event in the one process of the App, p99`,
    unit: 'ms',
    runs: 2,
    open: () => open(kind),
  },
  {
    name: `fifty-${kind}-memory`,
    about:
      'what the process has grown by in the first of those rounds, for each run; without database and sandboxes',
    unit: 'bytes',
    runs: 1,
    warmUp: false,
    open: async () => ({
      ours: async () => perRun[kind] ?? Number.NaN,
      async [Symbol.asyncDispose]() {},
    }),
  },
]);
export default figures;

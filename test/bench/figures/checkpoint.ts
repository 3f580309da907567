import type { DatabaseKind } from '../support/database.ts';
import { openBenchStore } from '../support/database.ts';
import type { Figure, Measurement } from '../types.ts';

/** So many in a row; the figure is the mean of one. */
const TIMES = 300;

async function open(kind: DatabaseKind): Promise<Measurement> {
  const { store, claim, [Symbol.asyncDispose]: close } = await openBenchStore(kind);
  const fence = await claim();
  await store.checkpoint(fence, { phase: 'prepare' });
  const mean = async (step: () => Promise<unknown>) => {
    const since = performance.now();
    for (let times = 0; times < TIMES; times++) await step();
    return (performance.now() - since) / TIMES;
  };
  return {
    ours: () => mean(() => store.checkpoint(fence, { phase: 'prepare', sandboxId: 'box' })),
    reference: () => mean(() => store.database.transaction(async () => undefined)),
    [Symbol.asyncDispose]: close,
  };
}

const figures: Figure[] = (['pglite', 'postgres'] as const).map(kind => ({
  name: `checkpoint-${kind}`,
  about: 'one checkpoint of a run, against an empty transaction',
  unit: 'ms',
  runs: 5,
  open: () => open(kind),
}));
export default figures;

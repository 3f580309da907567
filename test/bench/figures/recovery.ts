import { startTown, type Town } from '../../faults/support/town.ts';
import { type DatabaseKind, openBenchDatabase } from '../support/database.ts';
import type { Figure, Measurement } from '../types.ts';

/** Prints without end. */
const COMMAND = '/speckit run -- while :; do echo more; sleep 0.05; done';

async function open(kind: DatabaseKind): Promise<Measurement> {
  const { databaseUrl, [Symbol.asyncDispose]: close } = await openBenchDatabase(kind);
  // Times as the server has them, so a process beside the killed one waits for its lease to end.
  const server = { timing: {} };
  const town = databaseUrl
    ? await startTown({ workers: 2, databaseUrl, server })
    : await startTown({ workers: 1, server });
  return {
    ours: () => recovery(town),
    async [Symbol.asyncDispose]() {
      await town[Symbol.asyncDispose]();
      await close();
    },
  };
}

/** Milliseconds from the kill of the process that follows a command to output that another one has stored. */
async function recovery(town: Town): Promise<number> {
  const scene = await town.scene();
  const { repo, pr } = scene;
  await town.github.comment({ repo, pr, user: 'alice', body: COMMAND });
  const seen = await town.reaches(scene, ({ output }) => output.length > 100);
  const { run } = seen;
  const worker = town.workerOf(seen);
  const since = performance.now();
  worker.signal('SIGKILL');
  await worker.ended;
  const before = (await town.seen(scene))?.run.outputOffset ?? run.outputOffset;
  await town.fill();
  await town.reaches(scene, now => now.run.attempt === 2 && now.run.outputOffset > before);
  const took = performance.now() - since;
  await town.github.comment({ repo, pr, user: 'alice', body: `/speckit cancel ${run.id}` });
  await town.reaches(scene);
  return took;
}

const figures: Figure[] = [
  {
    name: 'recovery-pglite',
    about: 'the server is killed and started again, to the next output of its command',
    unit: 'ms',
    runs: 3,
    open: () => open('pglite'),
  },
  {
    name: 'recovery-postgres',
    about: 'one of two workers is killed, to the next output of its command by the other',
    unit: 'ms',
    runs: 3,
    open: () => open('postgres'),
  },
];
export default figures;

import { rm } from 'node:fs/promises';
import { packsDir } from '../../../shared/sync/mirror.ts';
import { packSnapshot } from '../../../shared/sync/pack.ts';
import { watchMemory } from '../../support/memory.ts';
import { bringBackFrom, openUploads, placesIn, type Uploads } from '../support/uploads.ts';
import { LARGE_FILES, pathsOf, SMALL_FILES } from '../trees.ts';
import type { Figure, Measurement } from '../types.ts';

type Step = 'pack' | 'upload' | 'collect';

/** What a step takes at its peak: the growth of this process and all of the git processes that it starts. */
async function peakOf(work: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  const memory = watchMemory();
  await work();
  const { grown, children } = memory.stop();
  return grown + children;
}

async function open(step: Step, size: typeof LARGE_FILES): Promise<Measurement> {
  await using opening = new AsyncDisposableStack();
  const uploads = opening.use(await openUploads('incompressible', 'docker', size, { streamed: true }));
  const sandbox = await uploads.sandbox();
  if (step !== 'upload') await uploads.upload(sandbox);
  const opened = opening.move();
  return {
    async ours() {
      if (step === 'pack') return await peakOf(() => packAgain(uploads));
      if (step === 'collect')
        return await peakOf(() => bringBack(uploads, sandbox, pathsOf('incompressible', 10, size)));
      const fresh = await uploads.sandbox();
      return await peakOf(() => uploads.upload(fresh));
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

async function packAgain({ repository: { mirror, commit } }: Uploads): Promise<void> {
  await rm(packsDir(mirror, commit), { recursive: true, force: true });
  await packSnapshot(mirror, commit, { exclude: [] });
}

async function bringBack(
  uploads: Uploads,
  sandbox: Awaited<ReturnType<Uploads['sandbox']>>,
  paths: readonly string[],
): Promise<void> {
  const places = placesIn(sandbox);
  const argv = ['sh', '-c', 'for file; do echo change >>"$file"; done', 'sh', ...paths];
  await sandbox.exec(argv, { cwd: places.dir });
  await using _scratch = await bringBackFrom(sandbox, uploads);
}

const target = { kind: 'value', most: 200_000_000 } as const;
const TREES = [
  ['', '10,000 files, 100 MB', SMALL_FILES],
  ['-large-files', '100 files, 1 GB', LARGE_FILES],
] as const;
const figures: Figure[] = TREES.flatMap(([suffix, tree, size]) =>
  (['pack', 'upload', 'collect'] as const).map(
    (step): Figure => ({
      name: `memory-${step}${suffix}`,
      about: `peak of our process and its children above idle, step ${step}, ${tree}, incompressible`,
      unit: 'bytes',
      runs: 1,
      target,
      open: () => open(step, size),
    }),
  ),
);
export default figures;

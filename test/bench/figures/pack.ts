import { rm } from 'node:fs/promises';
import { packsDir } from '../../../shared/sync/mirror.ts';
import { packSnapshot } from '../../../shared/sync/pack.ts';
import { seconds } from '../measure.ts';
import { bigRepository } from '../support/repository.ts';
import type { TreeKind } from '../trees.ts';
import type { Figure, Measurement } from '../types.ts';

/** Done once per commit and kept, so it is part of no other figure. */
async function open(kind: TreeKind): Promise<Measurement> {
  const repository = await bigRepository(kind);
  const { mirror, commit } = repository;
  return {
    async ours() {
      await rm(packsDir(mirror, commit), { recursive: true, force: true });
      return await seconds(() => packSnapshot(mirror, commit, { exclude: [] }));
    },
    [Symbol.asyncDispose]: () => repository[Symbol.asyncDispose](),
  };
}

const about = 'packing 1000 files, 100 MB, once per commit';
const figures: Figure[] = [
  { name: 'pack', about, unit: 's', runs: 5, open: () => open('text') },
  { name: 'pack-incompressible', about, unit: 's', runs: 5, open: () => open('incompressible') },
];
export default figures;

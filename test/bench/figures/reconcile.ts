import path from 'node:path';
import { reconcile } from '../../../shared/sync/reconcile.ts';
import { openScratch } from '../../../shared/sync/scratch.ts';
import { treeOf } from '../../../shared/sync/trees.ts';
import { seconds } from '../measure.ts';
import { bigRepository } from '../support/repository.ts';
import { SMALL_FILES } from '../trees.ts';
import type { Figure, Measurement } from '../types.ts';

/** Both sides change so many files; `conflicts`: the same ones, else different ones. */
const CHANGED = 100;

async function open(conflicts: boolean): Promise<Measurement> {
  await using opening = new AsyncDisposableStack();
  const repository = opening.use(await bigRepository('text', SMALL_FILES));
  const { mirror, folder, commit } = repository;
  const scratch = opening.use(await openScratch(mirror, path.join(folder, 'scratch')));
  const base = await treeOf(mirror, commit);
  const ours = await treeOf(mirror, await repository.change(CHANGED));
  const theirs = await treeOf(mirror, await repository.change(CHANGED, conflicts ? 0 : 1));
  const opened = opening.move();
  return {
    ours: () =>
      seconds(async () => {
        const merged = await reconcile(scratch, { base, ours, theirs });
        const found = merged.kind === 'conflict' ? merged.conflicts.length : 0;
        if (found !== (conflicts ? CHANGED : 0)) throw new Error(`${found} conflicts`);
      }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const target = { kind: 'value', most: 0.3 } as const;
const figures: Figure[] = [
  {
    name: 'reconcile',
    about: 'merging 100 changed files of each side in a tree of 10,000',
    unit: 's',
    runs: 9,
    target,
    open: () => open(false),
  },
  {
    name: 'reconcile-conflicts',
    about: 'the same with 100 conflicts, their lines found',
    unit: 's',
    runs: 9,
    target,
    open: () => open(true),
  },
];
export default figures;

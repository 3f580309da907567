import path from 'node:path';
import { seconds } from '../measure.ts';
import { pathsOf, TREE, type TreeKind } from '../trees.ts';
import type { Figure, Measurement } from '../types.ts';
import { docker } from './docker.ts';
import { inside, rsync, rsyncImage } from './rsync.ts';
import { bringBackFrom, openUploads, placesIn, uploadedLongAgo } from './uploads.ts';

export interface Collecting {
  /** Number of files that a command changes, a line each. */
  changed: number;
  kind?: TreeKind;
  size?: typeof TREE;
  /** They are new, and small, instead. */
  added?: boolean;
  /** The reference is `rsync` into a copy that has the others. */
  rsynced?: boolean;
}

/** Changed files brought back from a container and checked, right after an upload; reference: `docker cp` of the tree. */
export function collectFigure(given: Omit<Figure, 'open' | 'unit'>, collecting: Collecting): Figure {
  return { ...given, unit: 's', open: () => open(collecting) };
}

async function open({
  changed,
  kind = 'text',
  size = TREE,
  added = false,
  rsynced = false,
}: Collecting): Promise<Measurement> {
  await using opening = new AsyncDisposableStack();
  const options = rsynced ? { image: await rsyncImage() } : {};
  const uploads = opening.use(await openUploads(kind, 'docker', size, options));
  const sandbox = await uploadedLongAgo(uploads);
  const { repository } = uploads;
  const places = placesIn(sandbox);
  const paths = pathsOf(kind, changed, size).map(each => (added ? `${each}.new` : each));
  const copy = path.join(repository.folder, 'copy');

  const change = async () => {
    const argv = ['sh', '-c', 'for file; do echo "// change" >>"$file"; done', 'sh', ...paths];
    await sandbox.exec(argv, { cwd: places.dir });
  };
  const bringBack = async () => {
    await using scratch = await bringBackFrom(sandbox, uploads);
    const { length } = scratch.changes;
    if (length !== changed) throw new Error(`${length} files came back instead of ${changed}`);
  };
  const opened = opening.move();
  return {
    async ours() {
      await change();
      return await seconds(bringBack);
    },
    reference: () =>
      seconds(() =>
        rsynced ? rsync(inside(sandbox, places.dir), copy) : docker('cp', `${sandbox.id}:${places.dir}`, '-'),
      ),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

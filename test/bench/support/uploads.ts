import type { DriverName } from '../../../shared/drivers/index.ts';
import type { Sandbox } from '../../../shared/drivers/types.ts';
import { packSnapshot, type Snapshot } from '../../../shared/sync/pack.ts';
import { uploadSnapshot } from '../../../shared/sync/upload.ts';
import { openPlace } from '../places/index.ts';
import type { Place, PlaceOptions } from '../places/types.ts';
import { TREE, type TreeKind } from '../trees.ts';
import { openSandbox } from './docker.ts';
import { type BigRepository, bigRepository } from './repository.ts';

/** A big tree, packed, and a place to bring it to. */
export interface Uploads extends AsyncDisposable {
  repository: BigRepository;
  place: Place;
  snapshot: Snapshot;
  /**
   * A fresh sandbox. It is kept to the end: for some seconds after files are removed, ext4 is slow to make new ones,
   * and that would be measured instead.
   */
  sandbox(): Promise<Sandbox>;
  /** Our upload. */
  upload(sandbox: Sandbox): Promise<void>;
  /** The plain way for the same files, into a running sandbox like ours. */
  copy(sandbox: Sandbox): Promise<void>;
}

export async function openUploads(
  kind: TreeKind,
  driver: DriverName = 'docker',
  size = TREE,
  options: PlaceOptions = {},
): Promise<Uploads> {
  await using opening = new AsyncDisposableStack();
  const place = opening.use(await openPlace(driver, options));
  const repository = opening.use(await bigRepository(kind, size));
  const { mirror, commit, files } = repository;
  const snapshot = await packSnapshot(mirror, commit, { exclude: [] });
  const opened = opening.move();
  return {
    repository,
    place,
    snapshot,
    sandbox: async () => opened.use(await openSandbox(place.driver)),
    upload: sandbox => uploadSnapshot(sandbox, snapshot, { ...placesIn(sandbox), branch: 'feature' }),
    copy: sandbox => place.copyIn(sandbox, files),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Where the checkout and our control files are, as in a run. */
export function placesIn({ home }: Sandbox): { dir: string; controlDir: string } {
  return { dir: `${home}/repo`, controlDir: `${home}/ctl` };
}

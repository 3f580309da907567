import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { DriverName } from '../../../shared/drivers/index.ts';
import type { Sandbox } from '../../../shared/drivers/types.ts';
import { withHandover } from '../../../shared/pipeline/handover.ts';
import { bringBack } from '../../../shared/sync/bring-back.ts';
import { collectResult } from '../../../shared/sync/collect.ts';
import { packSnapshot, type Snapshot } from '../../../shared/sync/pack.ts';
import type { Received } from '../../../shared/sync/received.ts';
import { uploadSnapshot } from '../../../shared/sync/upload.ts';
import { openPlace } from '../places/index.ts';
import type { Place, PlaceOptions } from '../places/types.ts';
import { TREE, type TreeKind } from '../trees.ts';
import type { Figure } from '../types.ts';
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

export interface UploadsOptions extends PlaceOptions {
  /** Whether a large snapshot is streamed all the same, as to a sandbox elsewhere. */
  streamed?: boolean;
}

export async function openUploads(
  kind: TreeKind,
  driver: DriverName = 'docker',
  size = TREE,
  { streamed = false, ...options }: UploadsOptions = {},
): Promise<Uploads> {
  await using opening = new AsyncDisposableStack();
  const place = opening.use(await openPlace(driver, options));
  const repository = opening.use(await bigRepository(kind, size));
  const { mirror, commit, files } = repository;
  const snapshot = await packSnapshot(mirror, commit, { exclude: [] });
  const handover = streamed ? undefined : path.join(repository.folder, 'handover');
  const sandbox = sandboxMaker(place, handover, snapshot);
  const opened = opening.move();
  return {
    repository,
    place,
    snapshot,
    sandbox: async () => opened.use(await sandbox.make()),
    upload: at =>
      uploadSnapshot(at, snapshot, {
        ...placesIn(at),
        branch: 'feature',
        handover: sandbox.handovers.get(at),
      }),
    copy: sandbox => place.copyIn(sandbox, files),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Makes sandboxes as a run does, which may be handed over a snapshot below `dir`, and remembers their folders. */
function sandboxMaker({ driver }: Place, dir: string | undefined, snapshot: Snapshot) {
  const handovers = new Map<Sandbox, string>();
  const ports = { ...(dir !== undefined && { handover: { dir } }), warn: console.warn };
  let made = 0;
  return {
    handovers,
    async make() {
      const run = { id: `r${++made}`, attempt: 1 };
      const { sandbox, handover } = await withHandover({ run, ports, snapshot }, folder =>
        openSandbox(driver, folder),
      );
      if (handover !== undefined) handovers.set(sandbox, handover);
      return sandbox;
    },
  };
}

/**
 * Ours is not slower than what a driver's users have without us. Of `local` there is no such thing, no SDK and no engine:
 * `cp` beside it, which checks nothing and keeps nothing, is reported.
 */
export const notSlower = (driver: DriverName): Pick<Figure, 'target'> =>
  driver === 'local' ? {} : { target: { kind: 'ratio', most: 1 } };

/** Where the checkout and our control files are, as in a run. */
export function placesIn({ home }: Sandbox): { dir: string; controlDir: string } {
  return { dir: `${home}/repo`, controlDir: `${home}/ctl` };
}

/** A sandbox with the upload, as a run has it later: hardly a command is over within the second of the upload. */
export async function uploadedLongAgo(uploads: Uploads): Promise<Sandbox> {
  const sandbox = await uploads.sandbox();
  await uploads.upload(sandbox);
  await pause(1500);
  return sandbox;
}

/** None of the trees comes near them. */
const LIMITS = { packBytes: 2 ** 30, treeBytes: 2 ** 31, fileBytes: 2 ** 28, files: 10_000 };

/** Everything up to the list of changes, as a run has it. */
export async function bringBackFrom(
  sandbox: Sandbox,
  { repository: { mirror, folder }, snapshot: { base } }: Uploads,
): Promise<Received> {
  const places = placesIn(sandbox);
  const received = await bringBack(
    way => collectResult(sandbox, { ...places, ...way, base, exclude: [] }),
    mirror,
    { base, limits: LIMITS, scratchDir: path.join(folder, 'scratch') },
  );
  if (!received) throw new Error('Nothing came back');
  return received;
}

import { randomUUID } from 'node:crypto';
import type { Driver, Sandbox } from '../../../shared/drivers/types.ts';
import { packSnapshot, type Snapshot } from '../../../shared/sync/pack.ts';
import { uploadSnapshot } from '../../../shared/sync/upload.ts';
import { benchImage, docker, dockerDriver, openSandbox } from './docker.ts';
import { type BigRepository, bigRepository } from './repository.ts';
import type { TreeKind } from '../trees.ts';

/** A big tree, packed, and an engine to bring it to. */
export interface Uploads extends AsyncDisposable {
  repository: BigRepository;
  snapshot: Snapshot;
  driver: Driver;
  /** Runs `work` in a sandbox of its own and removes that. */
  inSandbox<T>(work: (sandbox: Sandbox) => Promise<T>): Promise<T>;
  /** Our upload. */
  upload(sandbox: Sandbox): Promise<void>;
  /** `docker cp` of the same files, into a running container like ours. */
  copy(sandbox: Sandbox): Promise<void>;
}

export async function openUploads(kind: TreeKind): Promise<Uploads> {
  const driver = await dockerDriver(await benchImage());
  const repository = await bigRepository(kind);
  const { mirror, commit, files } = repository;
  const snapshot = await packSnapshot(mirror, commit, { exclude: [] });
  return {
    repository,
    snapshot,
    driver,
    async inSandbox(work) {
      await using sandbox = await openSandbox(driver);
      return await work(sandbox);
    },
    upload: sandbox => uploadSnapshot(sandbox, snapshot, { ...placesIn(sandbox), branch: 'feature' }),
    copy: sandbox => docker('cp', files, `${sandbox.id}:${sandbox.home}/copy-${randomUUID()}`),
    [Symbol.asyncDispose]: () => repository[Symbol.asyncDispose](),
  };
}

/** Where the checkout and our control files are, as in a run. */
export function placesIn({ home }: Sandbox): { dir: string; controlDir: string } {
  return { dir: `${home}/repo`, controlDir: `${home}/ctl` };
}

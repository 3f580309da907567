import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Fence, fenceOf } from '../../../app/store/run-row.ts';
import { openStore, type Store } from '../../../app/store/store.ts';
import { startPostgres } from '../../support/postgres.ts';

export type DatabaseKind = 'pglite' | 'postgres';

/** A fresh database of that kind; `databaseUrl` is absent for the embedded one. */
export async function openBenchDatabase(
  kind: DatabaseKind,
): Promise<{ dataDir: string; databaseUrl?: string } & AsyncDisposable> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'speckit-bench-'));
  const server = kind === 'postgres' ? await startPostgres() : undefined;
  return {
    dataDir,
    ...(server ? { databaseUrl: await server.database('bench') } : {}),
    async [Symbol.asyncDispose]() {
      await server?.dispose();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** A store on a fresh database, and runs in it that are claimed. */
export async function openBenchStore(
  kind: DatabaseKind,
): Promise<{ store: Store; claim(): Promise<Fence> } & AsyncDisposable> {
  const database = await openBenchDatabase(kind);
  const store = await openStore({ ...database, onError: () => undefined });
  let runs = 0;
  return {
    store,
    async claim() {
      const { run } = await store.insertRun({
        requestKey: `bench:${++runs}`,
        ...{ installationId: 1, repositoryId: 1, owner: 'acme', repo: 'shop', pr: runs },
        sender: { id: 1, login: 'alice' },
        work: {},
        profile: { driver: 'local' },
        ...{ headSha: 'a'.repeat(40), headRef: 'feature', exactSha: false },
      });
      const claimed = await store.claimRun(run.id, 'bench');
      if (!claimed) throw new Error(`The run ${run.id} was not claimed`);
      return fenceOf(claimed);
    },
    async [Symbol.asyncDispose]() {
      await store.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import type { DatabaseOptions } from '../../app/store/database.ts';
import type { Run, RunInput } from '../../app/store/run-row.ts';
import { openStore, type Store } from '../../app/store/store.ts';
import type { RunOutcome } from '../../shared/events.ts';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.ts';

export interface TestDatabase {
  kind: 'pglite' | 'postgres';
  /** Open for the whole suite. */
  store: Store;
  /** Where it is, for opening it again. */
  options: DatabaseOptions;
  /** What went wrong in the background. */
  errors: unknown[];
  /** The server, on PostgreSQL. */
  server?: PostgresServer;
}

/** Runs `suite` on the embedded database and on a real PostgreSQL server. */
export function onEachDatabase(suite: (database: TestDatabase) => void): void {
  for (const kind of ['pglite', 'postgres'] as const) {
    const missing = kind === 'postgres' && postgresMissing();
    describe.skipIf(missing)(missing ? `${kind} (${missing})` : kind, () => {
      const database = { kind, errors: [] as unknown[] } as TestDatabase;
      const dataDir = mkdtempSync(join(tmpdir(), 'speckit-store-'));
      beforeAll(async () => {
        database.options = { dataDir, onError: error => database.errors.push(error) };
        if (kind === 'postgres') {
          database.server = await startPostgres();
          database.options.databaseUrl = await database.server.database('speckit');
        }
        database.store = await openStore(database.options);
      });
      afterAll(async () => {
        await database.store?.close();
        await database.server?.dispose();
        rmSync(dataDir, { recursive: true, force: true });
        expect(database.errors).toEqual([]);
      });
      suite(database);
    });
  }
}

let made = 0;

/** A request of its own on a repository of its own, unless told otherwise. */
export function runInput(part: Partial<RunInput> = {}): RunInput {
  made++;
  return {
    requestKey: `comment:${made}`,
    installationId: 1,
    repositoryId: 5_000_000_000 + made,
    owner: 'octo',
    repo: 'demo',
    pr: 7,
    sender: { id: 1, login: 'ann' },
    work: { kind: 'shell', command: 'true' },
    profile: { driver: 'local' },
    headSha: 'a'.repeat(40),
    headRef: 'feature',
    exactSha: false,
    ...part,
  };
}

export const SUCCESS: RunOutcome = { conclusion: 'success', title: 'Done.', notes: [], changes: [] };

/** Stores a run and queues it, as the intake does once it is shown. */
export async function createRun(store: Store, input: RunInput): Promise<{ run: Run; created: boolean }> {
  const made = await store.insertRun(input);
  await store.enqueueRun(made.run, { checkRunIds: {} });
  return made;
}

/** A claimed run of its own and the proof of owning it. */
export async function claimedRun(store: Store, worker = 'w1') {
  const { run } = await createRun(store, runInput());
  const claimed = (await store.claimRun(run.id, worker)) as Run;
  return { run: claimed, fence: { id: claimed.id, attempt: claimed.attempt, worker } };
}

/** Another worker takes the run over, as if the one that has it had been silent for too long. */
export async function takeOver(store: Store, id: string, worker = 'w2'): Promise<Run> {
  for (;;) {
    await store.database.query('UPDATE speckit.runs SET lease_until = now() WHERE id = $1', [id]);
    const run = await store.claimRun(id, worker);
    if (run) return run;
  }
}

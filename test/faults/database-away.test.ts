import { execFileSync } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.ts';
import { startTown, type Town } from './support/town.ts';
import { commandOf, expectWhole, isHalfway } from './support/whole.ts';

vi.setConfig({ testTimeout: 400_000 });

/** What the specification asks for. */
const AWAY_MS = 30_000;

describe.skipIf(postgresMissing())('a database that is away', () => {
  let postgres: PostgresServer;
  let town: Town;
  beforeAll(async () => {
    postgres = await startPostgres();
    town = await startTown({ workers: 2, databaseUrl: await postgres.database('away') });
  });
  afterAll(async () => {
    await town?.[Symbol.asyncDispose]();
    await postgres?.dispose();
  });

  test('for 30 s: requests are answered 503, commands go on, and everything recovers by itself', async () => {
    const { github } = town;
    const [scene, late] = [await town.scene(), await town.scene()];
    const gate = path.join(town.folder, 'go');
    const body = commandOf(scene, gate);
    await github.comment({ repo: scene.repo, pr: scene.pr, user: 'alice', body });
    await town.reaches(scene, isHalfway);

    await postgres.stop('immediate');
    const since = performance.now();
    const asked = await github.comment({
      repo: late.repo,
      pr: late.pr,
      user: 'alice',
      body: commandOf(late),
    });
    await asked.delivery?.finished;
    expect(asked.delivery?.response?.status).toBe(503);
    // The command ends while nobody can note that down.
    await appendFile(gate, '');
    await pause(Math.max(0, AWAY_MS - (performance.now() - since)));
    await postgres.start();

    await expectWhole(town, scene, await town.reaches(scene));
    if (asked.delivery) await github.redeliver(asked.delivery.id);
    await expectWhole(town, late, await town.reaches(late));
    expect(town.workers()).toHaveLength(2);
  });

  test('again and again while a run begins, runs and ends', async () => {
    await runShaken(town, async () => {
      await postgres.stop('immediate');
      await pause(500);
      await postgres.start();
    });
  });
});

describe('an embedded database whose process dies', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ workers: 1 });
  });
  afterAll(() => town?.[Symbol.asyncDispose]());

  test('again and again while a run begins, runs and ends', async () => {
    await runShaken(town, async () => {
      const found = ['-P', String(town.workers()[0]?.pid), '-f', 'pglite-process'];
      process.kill(Number(execFileSync('pgrep', found, { encoding: 'utf8' })), 'SIGKILL');
    });
  });
});

/** A run whose database goes away in several of its phases; no process of the App ends by that. */
async function runShaken(town: Town, shake: () => Promise<void>): Promise<void> {
  const workers = town.workers();
  const scene = await town.scene();
  const { repo, pr } = scene;
  await town.github.comment({ repo, pr, user: 'alice', body: commandOf(scene) });
  for (const phase of ['prepare', 'execute', 'publish']) {
    await town.reaches(scene, ({ run }) => run.state === 'ended' || isAt(run.phase, phase));
    await shake();
  }
  await expectWhole(town, scene, await town.reaches(scene));
  expect(town.workers()).toEqual(workers);
}

const ORDER = ['prepare', 'connect', 'upload', 'execute', 'download', 'reconcile', 'publish', 'release'];
const isAt = (phase: string | undefined, atLeast: string) =>
  phase !== undefined && ORDER.indexOf(phase) >= ORDER.indexOf(atLeast);

import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.ts';
import { startTown, type Town, timesRun } from './support/town.ts';
import { commandOf, expectWhole } from './support/whole.ts';

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
    const body = `/speckit run -- echo once >>${scene.mark}; echo before; until [ -e ${gate} ]; do sleep 0.1; done; echo after; echo made >made.txt`;
    await github.comment({ repo: scene.repo, pr: scene.pr, user: 'alice', body });
    await town.reaches(scene, ({ output }) => output === 'before\n');

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

    const { run, output } = await town.reaches(scene);
    expect([run.conclusion, output, await timesRun(scene)]).toEqual(['success', 'before\nafter\n', 1]);
    expect(github.checkRuns(scene.repo, scene.headSha)).toMatchObject([
      { status: 'completed', conclusion: 'success' },
    ]);
    expect(github.checkRuns(scene.repo, run.commitSha ?? '')).toHaveLength(1);
    expect((await github.commitOf(scene.repo, scene.branch)).parents).toEqual([scene.headSha]);

    if (asked.delivery) await github.redeliver(asked.delivery.id);
    await expectWhole(town, late, await town.reaches(late));
    expect(town.workers()).toHaveLength(2);
  });

  test('again and again while a run begins, runs and ends', async () => {
    const scene = await town.scene();
    const { repo, pr } = scene;
    await town.github.comment({ repo, pr, user: 'alice', body: commandOf(scene) });
    const away = async () => {
      await postgres.stop('immediate');
      await pause(500);
      await postgres.start();
    };
    for (const phase of ['execute', 'publish']) {
      await town.reaches(
        scene,
        ({ run }) => run.state === 'ended' || run.phase === phase || isPast(run.phase, phase),
      );
      await away();
    }
    await expectWhole(town, scene, await town.reaches(scene));
    expect(town.workers()).toHaveLength(2);
  });
});

const ORDER = ['prepare', 'connect', 'upload', 'execute', 'download', 'reconcile', 'publish', 'release'];
const isPast = (phase: string | undefined, than: string) =>
  phase !== undefined && ORDER.indexOf(phase) > ORDER.indexOf(than);

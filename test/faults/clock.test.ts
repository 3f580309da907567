import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTown, type Town, timesRun } from './support/town.ts';

vi.setConfig({ testTimeout: 400_000 });

const HOUR_MS = 3_600_000;

describe('the clock of a worker jumps', () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ workers: 1 });
  });
  afterAll(() => town?.[Symbol.asyncDispose]());

  test.each([
    ['an hour ahead', HOUR_MS],
    ['an hour back', -HOUR_MS],
    ['a week ahead', 7 * 24 * HOUR_MS],
  ])('by %s while a command runs', async (_, byMs) => {
    const { github } = town;
    const scene = await town.scene();
    const { repo, pr, branch, headSha } = scene;
    const gate = path.join(town.folder, `${scene.id}.gate`);
    const command = `echo once >>${scene.mark}; echo before; until [ -e ${gate} ]; do sleep 0.05; done; echo after; echo made >made.txt`;
    await github.comment({ repo, pr, user: 'alice', body: `/speckit run -- ${command}` });
    await town.reaches(scene, ({ output }) => output === 'before\n');
    await town.workers()[0]?.ask({ ask: 'clock', byMs });
    await appendFile(gate, '');
    const { run, output } = await town.reaches(scene);
    await town.workers()[0]?.ask({ ask: 'clock', byMs: 0 });
    expect([run.conclusion, run.attempt, output]).toEqual(['success', 1, 'before\nafter\n']);
    expect(await timesRun(scene)).toBe(1);
    expect((await github.commitOf(repo, branch)).parents).toEqual([headSha]);
    for (const sha of [headSha, run.commitSha ?? '']) {
      expect(github.checkRuns(repo, sha)).toMatchObject([{ status: 'completed', conclusion: 'success' }]);
    }
    await vi.waitFor(async () => expect(await town.sandboxes()).toEqual([]), 30_000);
  });
});

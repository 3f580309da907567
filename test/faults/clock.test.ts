import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { onBoth } from './support/databases.ts';
import { startTown, type Town } from './support/town.ts';
import { commandOf, expectWhole, isHalfway } from './support/whole.ts';

vi.setConfig({ testTimeout: 400_000 });

const HOUR_MS = 3_600_000;

onBoth(options => {
  let town: Town;
  beforeAll(async () => {
    // Longer than any stall of a loaded machine, and much shorter than a jump.
    const timing = { leaseMs: 20_000, showAgainMs: 400 };
    town = await startTown({ ...(await options()), server: { timing } });
  });
  afterAll(() => town?.[Symbol.asyncDispose]());

  test.each([
    ['an hour ahead', HOUR_MS],
    ['an hour back', -HOUR_MS],
    ['a week ahead', 7 * 24 * HOUR_MS],
  ])('the clock of a worker jumps by %s while a command runs', async (_, byMs) => {
    const scene = await town.scene();
    const gate = path.join(town.folder, `${scene.id}.gate`);
    const { repo, pr } = scene;
    await town.github.comment({ repo, pr, user: 'alice', body: commandOf(scene, gate) });
    const worker = town.workerOf(await town.reaches(scene, isHalfway));
    await worker.ask({ ask: 'clock', byMs });
    await appendFile(gate, '');
    const seen = await town.reaches(scene);
    expect(seen.run.attempt).toBe(1);
    await expectWhole(town, scene, seen);
    await worker.ask({ ask: 'clock', byMs: 0 });
  });
});

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { RUN_POINTS } from './points.ts';
import { startTown, type Town, type TownOptions } from './town.ts';
import { commandOf, expectWhole } from './whole.ts';

/** Kills the process that works at each point of a run; another one, started later or at work beside it, goes on. */
export function suiteOfKills(what: string, options: () => Promise<TownOptions>): void {
  describe(what, () => {
    vi.setConfig({ testTimeout: 400_000 });
    let town: Town;
    beforeAll(async () => {
      town = await startTown(await options());
    });
    afterAll(() => town?.[Symbol.asyncDispose]());

    test.each(RUN_POINTS)('killed when %s', async (_, point) => {
      const scene = await town.scene();
      const hit = await town.arm(point);
      const { repo, pr } = scene;
      await town.github.comment({ repo, pr, user: 'alice', body: commandOf(scene) });
      expect(await (await hit()).ended).toBe('SIGKILL');
      await town.fill();
      await expectWhole(town, scene, await town.reaches(scene));
    });
  });
}

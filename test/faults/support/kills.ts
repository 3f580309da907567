import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { collide, expectAsked, expectSettled, FILES } from './conflict.ts';
import { chosen } from './databases.ts';
import { ANSWER_POINTS, ASKING_POINTS, RUN_POINTS } from './points.ts';
import { startTown, type Town, type TownOptions } from './town.ts';
import { commandOf, expectWhole } from './whole.ts';

/** Kills the process that works at each point of a run; another one, started later or at work beside it, goes on. */
export function suiteOfKills(options: () => Promise<TownOptions>, { thin = false } = {}): void {
  describe('a process that works', () => {
    vi.setConfig({ testTimeout: 400_000 });
    let town: Town;
    beforeAll(async () => {
      town = await startTown(await options());
    });
    afterAll(() => town?.[Symbol.asyncDispose]());

    test.each(chosen(RUN_POINTS, thin))('is killed when %s', async (_, point) => {
      const scene = await town.scene();
      const hit = await town.arm(point);
      const { repo, pr } = scene;
      await town.github.comment({ repo, pr, user: 'alice', body: commandOf(scene) });
      expect(await (await hit()).ended).toBe('SIGKILL');
      await town.fill();
      await expectWhole(town, scene, await town.reaches(scene));
    });

    test.each(ASKING_POINTS)('is killed in a conflict when %s', async (_, point) => {
      const scene = await town.scene(FILES);
      const hit = await town.arm(point);
      await collide(town, scene);
      expect(await (await hit()).ended).toBe('SIGKILL');
      await town.fill();
      await expectAsked(town, scene, await town.reaches(scene));
    });

    test.each(chosen(ANSWER_POINTS, thin))('is killed in an answer when %s', async (_, point) => {
      const scene = await town.scene(FILES);
      const { repo, pr, branch } = scene;
      await collide(town, scene);
      await town.reaches(scene);
      const { sha } = await town.github.commitOf(repo, branch);
      const hit = await town.arm(point);
      const [thread] = town.github.reviewComments(repo, pr);
      const reply = { repo, pr, to: thread?.id ?? 0, user: 'alice', body: '/speckit keep result' };
      await town.github.reply(reply);
      expect(await (await hit()).ended).toBe('SIGKILL');
      await town.fill();
      await town.handled();
      await expectSettled(town, scene, sha, await town.reaches(scene));
    });
  });
}

import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { onBoth } from './support/databases.ts';
import { type Point, startTown, type Town, timesRun } from './support/town.ts';

vi.setConfig({ testTimeout: 400_000 });

const POINTS: readonly (readonly [string, Point])[] = [
  ['the run is ended', { match: "^sql UPDATE speckit.runs SET state = 'ended'", when: 'before' }],
  ['the run was ended', { match: "^sql UPDATE speckit.runs SET state = 'ended'", when: 'after' }],
  ['the check run was completed', { match: '^http PATCH .*/check-runs/.*"completed"', when: 'after' }],
];

onBoth(options => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown(await options());
  });
  afterAll(() => town?.[Symbol.asyncDispose]());

  test.each(POINTS)(
    'a queued run is cancelled by a process that dies when %s: its end is shown, and it never runs',
    async (_, point) => {
      const { github } = town;
      const scene = await town.scene();
      const { repo, pr, id, headSha } = scene;
      const gate = path.join(town.folder, `${id}.gate`);
      const first = `/speckit run -- until [ -e ${gate} ]; do sleep 0.05; done`;
      await github.comment({ repo, pr, user: 'alice', body: first });
      const { run: running } = await town.reaches(scene, ({ run }) => run.executingAt !== undefined);
      await github.comment({ repo, pr, user: 'alice', body: `/speckit run -- echo once >>${scene.mark}` });
      const { run: queued } = await town.reaches(
        scene,
        ({ run }) => run.id !== running.id && run.statusCommentId !== undefined,
      );
      await town.handled();
      const hit = await town.arm(point);
      await github.comment({ repo, pr, user: 'alice', body: `/speckit cancel ${queued.id}` });
      expect(await (await hit()).ended).toBe('SIGKILL');
      await town.fill();
      await town.handled();
      const { run } = await town.reaches(scene);
      expect([run.id, run.conclusion, run.attempt]).toEqual([queued.id, 'cancelled', 0]);
      await appendFile(gate, '');
      await vi.waitFor(
        () => {
          const checks = github.checkRuns(repo, headSha);
          expect(checks.map(({ status, conclusion }) => `${status} ${conclusion}`).sort()).toEqual([
            'completed cancelled',
            'completed success',
          ]);
        },
        { timeout: 150_000, interval: 50 },
      );
      const said = github.comments(repo, pr).filter(({ user }) => user === github.app.botLogin);
      expect(said).toHaveLength(2);
      const end = said.find(({ body }) => body.includes(`run=${queued.id} `));
      expect(end?.body).toContain('was cancelled by alice before it started');
      expect(await timesRun(scene)).toBe(0);
    },
  );
});

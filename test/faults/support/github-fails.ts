import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Fault } from '../../github/front.ts';
import { chosen } from './databases.ts';
import { startTown, type Town, type TownOptions } from './town.ts';
import { commandOf, expectWhole } from './whole.ts';

const away = (status: number) => ({ status, body: { message: 'GitHub is away' } });
const limited = (status: number): Fault => ({
  status,
  body: { message: 'You have exceeded a secondary rate limit' },
  headers: { 'retry-after': '1' },
});

/** What the first request of each kind meets. */
const FAULTS: readonly (readonly [string, Fault])[] = [
  ['answers 500', away(500)],
  ['answers 502', away(502)],
  ['answers 502 after it was carried out', { ...away(502), apply: true }],
  ['is limited by 403', limited(403)],
  ['is limited by 429', limited(429)],
  ['never answers', { kind: 'hang' }],
  ['is cut off', { kind: 'cut' }],
  ['is cut off after it was carried out', { kind: 'cut', apply: true }],
];

/** Requests that differ only in what they are about are of one kind. */
const kindOf = (method: string, path: string, body: string) =>
  `${method} ${path.replace(/\?.*/, '').replace(/[0-9a-f]{40}|\d+/g, '*')} ${/updateRefs|reviewThreads/.exec(body)?.[0] ?? /"status":"\w+"/.exec(body)?.[0] ?? ''}`;

/** Those that no run does without; one that is held up leaves out some of what it would have shown on its way. */
const MADE = [
  /POST .*\/check-runs /,
  /POST .*\/comments /,
  /POST .*\/git\/trees /,
  /POST .*\/git\/commits /,
  /updateRefs/,
  /PATCH .*\/check-runs\/\* "status":"completed"/,
  /PATCH .*\/comments\/\* /,
];

/** Runs against a GitHub that fails at each call in every way. */
export function suiteOfGitHubFails(options: () => Promise<TownOptions>, { thin = false } = {}): void {
  describe('GitHub fails at each call', () => {
    vi.setConfig({ testTimeout: 400_000 });
    let town: Town;
    beforeAll(async () => {
      // A minute for each answer that never comes would be long.
      const timing = { leaseMs: 2_500, showAgainMs: 400, machineWaitMs: 3_000, answerMs: 2_500 };
      town = await startTown({ ...(await options()), server: { timing } });
    });
    afterAll(() => town?.[Symbol.asyncDispose]());

    test.each(chosen(FAULTS, thin))('whose first request of each kind %s', async (_, fault) => {
      const scene = await town.scene();
      const { repo, pr } = scene;
      const met = new Set<string>();
      const undo = town.github.onRequest(({ method, path, body }) => {
        const kind = kindOf(method, path, JSON.stringify(body));
        // A reaction is a courtesy that is not repeated; the request itself is the person's.
        const courtesy = path.includes('/reactions') || String(body.body).startsWith('/speckit');
        // Git gives up on a silent line after a minute of its own.
        const spared = courtesy || ('kind' in fault && fault.kind === 'hang' && path.includes('.git/'));
        if (met.has(kind) || spared) return undefined;
        met.add(kind);
        return fault;
      });
      try {
        await town.github.comment({ repo, pr, user: 'alice', body: commandOf(scene) });
        await town.reaches(scene);
      } finally {
        undo();
      }
      for (const kind of MADE) expect([...met]).toContainEqual(expect.stringMatching(kind));
      await expectWhole(town, scene, await town.reaches(scene));
    });

    test('and is away when the run ends: its end is shown when it is back', async () => {
      const scene = await town.scene();
      const { repo, pr } = scene;
      let hidden = 0;
      const undo = town.github.onRequest(({ method, path, body }) => {
        const ends = /"completed"|succeeded/.test(JSON.stringify(body));
        if (method === 'GET' || !ends || !/check-runs|comments/.test(path)) return undefined;
        hidden++;
        return away(503);
      });
      try {
        await town.github.comment({ repo, pr, user: 'alice', body: commandOf(scene) });
        const { run } = await town.reaches(scene, one => one.run.state === 'ended');
        expect(run.showAt).toBeDefined();
        expect(town.github.checkRuns(repo, scene.headSha)).toMatchObject([{ status: 'in_progress' }]);
      } finally {
        undo();
      }
      expect(hidden).toBeGreaterThan(2);
      await expectWhole(town, scene, await town.reaches(scene));
    });
  });
}

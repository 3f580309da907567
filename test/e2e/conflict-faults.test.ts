import { execFileSync } from 'node:child_process';
import { describe, expect, test, vi } from 'vitest';
import { collide, emulatedPlace } from './support/conflict-place.ts';
import { lines } from './support/scenario.ts';
import { useStage } from './support/stage.ts';

const stage = useStage({ config: { concurrency: 6 } });
vi.setConfig({ testTimeout: 240_000, maxConcurrency: 4 });

interface Call {
  method: string;
  path: string;
  body: unknown;
}
const has = (body: unknown, text: string) => JSON.stringify(body).includes(text);
const BEN = {
  PATH: process.env.PATH,
  ...{ GIT_AUTHOR_NAME: 'ben', GIT_AUTHOR_EMAIL: 'ben@example.com' },
  ...{ GIT_COMMITTER_NAME: 'ben', GIT_COMMITTER_EMAIL: 'ben@example.com' },
};
const OUTAGE = { status: 502, body: { message: 'Bad Gateway' } };

let places = 0;
async function place() {
  return emulatedPlace(stage, `acme-${++places}`, { files: { 'p.txt': lines('p'), 'q.txt': lines('q') } });
}
const collision = {
  command: 'sed -i "s/^.2$/sandbox/" p.txt q.txt; echo rest > rest.txt',
  push: { 'p.txt': lines('p').replace('p2', 'ben'), 'q.txt': lines('q').replace('q2', 'ben') },
};

/** The request takes effect and its answer is lost, or it fails, several times in a row. */
const FAULTS: [string, (call: Call) => boolean, boolean, number?][] = [
  ['the commit is made', ({ method, path }) => method === 'POST' && path.endsWith('/git/commits'), false],
  ['the branch has moved', ({ path, body }) => path.endsWith('/graphql') && has(body, 'updateRefs'), true],
  [
    'a thread is resolved',
    ({ path, body }) => path.endsWith('/graphql') && has(body, 'resolveReviewThread'),
    false,
  ],
  [
    'a thread was resolved',
    ({ path, body }) => path.endsWith('/graphql') && has(body, 'resolveReviewThread'),
    true,
  ],
  ['the check run is made', ({ method, path }) => method === 'POST' && path.endsWith('/check-runs'), false],
  ['the check run was made', ({ method, path }) => method === 'POST' && path.endsWith('/check-runs'), true],
  [
    'the status comment is written',
    ({ method, path }) => method === 'PATCH' && path.includes('/issues/comments/'),
    false,
  ],
  ['the ref is removed', ({ method, path }) => method === 'DELETE' && path.includes('/git/refs/'), false, 2],
  ['the ref was removed', ({ method, path }) => method === 'DELETE' && path.includes('/git/refs/'), true],
];

describe('GitHub fails in the middle of an answer', () => {
  test.each(FAULTS)('when %s', async (_what, matches, apply, times = 5) => {
    const at = await place();
    const { scene } = at;
    const run = await collide(at, collision);
    const before = await at.head();
    // Longer than one request is tried, so that the answer itself is tried again.
    let left = apply ? 1 : times;
    const undo = scene.github.onRequest(call => {
      const own = call.path.includes(scene.repo) || call.path.endsWith('/graphql');
      if (!own || left === 0 || !matches(call)) return undefined;
      left--;
      return { ...OUTAGE, apply };
    });
    await at.comment('/speckit keep result');
    undo();
    expect(left).toBe(0);
    const after = await at.head();
    expect(after.parents).toEqual([before.sha]);
    expect(await at.files()).toMatchObject({
      'p.txt': `100644 ${lines('p').replace('p2', 'sandbox')}`,
      'q.txt': `100644 ${lines('q').replace('q2', 'sandbox')}`,
      'rest.txt': '100644 rest\n',
    });
    expect((await at.threads()).map(({ resolved }) => resolved)).toEqual([true, true]);
    const status = await at.status(run);
    expect(await status.checks(after.sha)).toEqual(['success']);
    expect(await status.checks(scene.headSha)).toEqual(['action_required', 'success']);
    expect(status.body).toContain('The conflicts are settled');
    expect(await at.keptRef(run)).toBeUndefined();
  });

  test('or people push all the time: after some tries the run says so, and its result is kept', async () => {
    const at = await place();
    const { scene } = at;
    const dir = scene.github.gitDir(scene.repo);
    const git = (...args: string[]) =>
      execFileSync('git', ['--git-dir', dir, ...args], { env: BEN })
        .toString()
        .trim();
    const pushed = [scene.headSha];
    const undo = scene.github.onRequest(({ path, body }) => {
      if (!path.endsWith('/graphql') || !has(body, 'updateRefs')) return undefined;
      // Always a moment earlier than the commit.
      const before = pushed.at(-1) ?? '';
      const after = git('commit-tree', `${before}^{tree}`, '-p', before, '-m', `Push ${pushed.length}`);
      git('update-ref', `refs/heads/${scene.branch}`, after, before);
      pushed.push(after);
      return undefined;
    });
    const run = await scene.run('/speckit run -- echo made > made.txt');
    undo();
    expect(pushed).toHaveLength(1 + 5);
    expect(run).toMatchObject({ conclusion: 'failure', outcome: { error: { code: 'unreachable' } } });
    const { body } = scene.statusOf(run);
    expect(body).toContain('The branch moved 5 times while the result was being committed.');
    expect(await at.keptRef(run.id)).toBeDefined();
    expect((await at.head()).sha).toBe(pushed.at(-1));

    await scene.reply(`/speckit apply ${run.id}`, scene.owner);
    expect((await at.head()).parents).toEqual([pushed.at(-1)]);
    expect(await at.files()).toMatchObject({ 'made.txt': '100644 made\n' });
  });

  test('or of asking: nothing is asked twice', async () => {
    const at = await place();
    const { scene } = at;
    let once = true;
    const undo = scene.github.onRequest(({ method, path }) => {
      if (!once || method !== 'POST' || !path.endsWith(`/${scene.repo}/pulls/${scene.pr}/reviews`))
        return undefined;
      once = false;
      return { ...OUTAGE, apply: true };
    });
    await collide(at, collision);
    undo();
    expect(once).toBe(false);
    expect((await at.threads()).map(({ path }) => path)).toEqual(['p.txt', 'q.txt']);
  });
});

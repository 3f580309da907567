import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startWorld, type World } from '../support/world.ts';

vi.setConfig({ testTimeout: 120_000 });

const REPO = 'acme/shop';

let world: World;
let repositoryId: number;
beforeAll(async () => {
  world = await startWorld({
    config: {
      serve: { owners: ['acme'] },
      allow: { drivers: ['local'] },
      profiles: { default: { driver: 'local' } },
    },
  });
  const { github } = world;
  const files = { 'README.md': '# Shop\n' };
  ({ id: repositoryId } = await github.createRepository({ owner: 'acme', name: 'shop', files }));
  github.addUser('alice');
  github.setPermission(REPO, 'alice', 'write');
});
afterAll(() => world?.close());

/** The first check run is made, but nobody hears of it: its answer is lost, and it cannot be looked for. */
function losesAnnouncement(): { lost: () => boolean; undo: () => void } {
  let made = false;
  // As often as one look is tried.
  let looks = 4;
  const undo = world.github.onRequest(({ method, path }) => {
    if (!path.includes('/check-runs')) return undefined;
    if (method === 'POST' && !made) {
      made = true;
      return { kind: 'cut', apply: true };
    }
    if (method === 'GET' && made && looks-- > 0) return { status: 502, body: { message: 'Bad Gateway' } };
    return undefined;
  });
  return { lost: () => made && looks <= 0, undo };
}

async function pullRequest(branch: string): Promise<{ pr: number; headSha: string }> {
  const { github } = world;
  await github.commit(REPO, branch, { [`${branch}.txt`]: 'a\n' }, 'Start');
  const { number: pr, headSha } = await github.openPullRequest({ repo: REPO, head: branch, author: 'alice' });
  return { pr, headSha };
}

test('a check run that was announced without our hearing of it is the one that tells the end', async () => {
  const { github } = world;
  const { pr, headSha } = await pullRequest('one');
  const { lost, undo } = losesAnnouncement();
  await github.comment({ repo: REPO, pr, user: 'alice', body: '/speckit run -- true' });
  const run = await world.newestRun(repositoryId, pr);
  undo();
  expect([run.conclusion, lost()]).toEqual(['success', true]);
  const shown = () => github.checkRuns(REPO, headSha).map(({ status, conclusion }) => [status, conclusion]);
  await vi.waitFor(() => expect(shown()).toEqual([['completed', 'success']]), { timeout: 60_000 });
});

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startWorld, type World } from '../support/world.ts';

vi.setConfig({ testTimeout: 120_000 });

let world: World;
beforeAll(async () => {
  world = await startWorld({
    config: {
      serve: { owners: ['acme'] },
      caps: { repository: 1, person: 1, runsPerDay: 2 },
      allow: { drivers: ['local'] },
      profiles: { default: { driver: 'local' } },
    },
  });
  const { github } = world;
  await github.createRepository({ owner: 'acme', name: 'shop', files: { 'README.md': '# Shop\n' } });
  for (const user of ['alice', 'bob']) {
    github.addUser(user);
    github.setPermission('acme/shop', user, 'write');
  }
  for (const branch of ['one', 'two', 'three']) {
    await github.commit('acme/shop', branch, { [`${branch}.txt`]: 'start\n' }, 'Start');
    await github.openPullRequest({ repo: 'acme/shop', head: branch, author: 'alice' });
  }
});
afterAll(() => world.close());

test('what goes beyond the caps waits its turn, or is refused with a clear answer', async () => {
  const { github } = world;
  const { store } = world.server.context;
  const ask = (pr: number, user: string, body: string) =>
    github.comment({ repo: 'acme/shop', pr, user, body });
  await ask(1, 'alice', '/speckit run -- echo begun; until [ -e go ]; do sleep 0.1; done');
  await ask(2, 'bob', '/speckit run -- true');
  const of = async (pr: number) => (await store.listRuns({ pr }))[0];
  await vi.waitFor(
    async () => {
      expect((await of(1))?.phase).toBe('execute');
      expect((await of(2))?.state).toBe('queued');
    },
    { timeout: 60_000, interval: 50 },
  );
  // The server has four places, the repository one.
  expect(world.server.worker?.queue.active()).toHaveLength(1);
  await ask(1, 'alice', '/speckit cancel');
  await vi.waitFor(async () => expect((await of(2))?.conclusion).toBe('success'), {
    timeout: 60_000,
    interval: 50,
  });

  await ask(3, 'alice', '/speckit run -- true');
  await vi.waitFor(async () => expect((await of(3))?.conclusion).toBe('success'), {
    timeout: 60_000,
    interval: 50,
  });
  await ask(3, 'alice', '/speckit run -- echo too much');
  await vi.waitFor(
    () => {
      const [last] = github.comments('acme/shop', 3).slice(-1);
      expect(last?.body).toContain('alice has asked for 2 runs today');
      expect(last?.body).toContain('00:00 UTC');
      expect(last?.body).toContain('caps.runsPerDay');
    },
    { timeout: 60_000, interval: 50 },
  );
  expect(await store.listRuns({ pr: 3 })).toHaveLength(1);
  const [refused] = await store.listDecisions({ allowed: false });
  expect(refused).toMatchObject({ sender: 'alice', pr: 3 });
});

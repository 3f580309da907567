import { afterAll, beforeAll, describe, expect, it, test, vi } from 'vitest';
import { chooseMissed } from '../../app/deliveries/choose.ts';
import type { Attempt } from '../../app/deliveries/hook.ts';
import { WEBHOOK_PATH } from '../../app/server.ts';
import { startWorld, type World } from '../support/world.ts';

vi.setConfig({ testTimeout: 120_000 });

const NOW = 1_000_000;
const options = { now: NOW, settledMs: 100, maxAttempts: 3, events: ['issue_comment'] };
let ids = 0;
const attempt = (guid: string, ago: number, part: Partial<Attempt> = {}): Attempt => ({
  id: ++ids,
  guid,
  event: 'issue_comment',
  at: new Date(NOW - ago),
  taken: false,
  ...part,
});

describe('what is sent again', () => {
  it.each<[string, Attempt[], string[]]>([
    ['nothing was missed', [attempt('a', 500, { taken: true })], []],
    ['one that nobody took', [attempt('a', 500)], ['a']],
    ['one whose second try was taken', [attempt('a', 500), attempt('a', 300, { taken: true })], []],
    ['one that failed twice, once', [attempt('a', 500), attempt('a', 300)], ['a']],
    ['one that was tried often enough', [900, 700, 500].map(ago => attempt('a', ago)), []],
    ['one that may still be answered', [attempt('a', 50)], []],
    ['an event that is of no use', [attempt('a', 500, { event: 'push' })], []],
    ['the oldest first', [attempt('b', 300), attempt('a', 500)], ['a', 'b']],
  ])('%s', (_, attempts, guids) => {
    expect(chooseMissed(attempts, options).map(({ guid }) => guid)).toEqual(guids);
  });

  it('the newest try is what is named', () => {
    const tries = [attempt('a', 500), attempt('a', 300)];
    expect(chooseMissed(tries, options)).toEqual([tries[1]]);
  });
});

describe('on GitHub', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({
      config: {
        serve: { owners: ['acme'] },
        allow: { drivers: ['local'] },
        profiles: { default: { driver: 'local' } },
      },
    });
    const { github } = world;
    await github.createRepository({ owner: 'acme', name: 'shop', files: { 'README.md': '# Shop\n' } });
    github.addUser('alice');
    github.setPermission('acme/shop', 'alice', 'write');
    await github.commit('acme/shop', 'feature', { 'a.txt': 'a\n' }, 'Start');
    await github.openPullRequest({ repo: 'acme/shop', head: 'feature', author: 'alice' });
  });
  afterAll(() => world.close());

  test('a command that nobody took while the server was away is run once it is back', async () => {
    const { github } = world;
    github.setWebhookUrl('http://127.0.0.1:9/');
    const { delivery } = await github.comment({
      ...{ repo: 'acme/shop', pr: 1, user: 'alice' },
      body: '/speckit run -- echo late > late.txt',
    });
    if (!delivery) throw new Error('GitHub sent nothing');
    expect(delivery.response).toBeUndefined();
    // As GitHub remembers it a minute later.
    delivery.at = new Date(Date.now() - 60_000);
    await world.restart();
    const ended = await world.newestRun(
      Number((delivery.payload.repository as { id: number }).id),
      1,
      run => run.state === 'ended',
    );
    expect(ended.conclusion).toBe('success');
    const tries = () => github.deliveries.filter(({ guid }) => guid === delivery.guid);
    expect(tries()).toMatchObject([{ redelivery: false }, { redelivery: true, response: { status: 200 } }]);
    expect(world.logged()).toContain('GitHub was asked to send a missed delivery again');
    // What is stored by now is left alone.
    await world.server.worker?.missed.look();
    expect(tries()).toHaveLength(2);
  });

  test('one that was stored although its answer was lost is left alone', async () => {
    const { github, server } = world;
    github.setWebhookUrl('http://127.0.0.1:9/');
    const { delivery } = await github.comment({
      ...{ repo: 'acme/shop', pr: 1, user: 'alice', body: '/speckit help' },
    });
    if (!delivery) throw new Error('GitHub sent nothing');
    delivery.at = new Date(Date.now() - 60_000);
    const repository = { id: 4711, owner: 'acme', name: 'shop', defaultBranch: 'main' };
    const payload = {
      kind: 'closed',
      installationId: 1,
      number: 1,
      repository,
      sender: { id: 1, login: 'a' },
    };
    const at = new Date();
    const received = { id: delivery.guid, event: 'issue_comment', lane: '', receivedAt: at, payload };
    await server.context.store.storeDelivery(received);
    github.setWebhookUrl(`${server.url}${WEBHOOK_PATH}`);
    await server.worker?.missed.look();
    expect(github.deliveries.filter(({ guid }) => guid === delivery.guid)).toHaveLength(1);
  });

  test('a GitHub that refuses is asked again by the next look', async () => {
    const undo = world.github.onRequest(({ path }) =>
      path.includes('/app/hook/deliveries') ? { status: 403, body: { message: 'no' } } : undefined,
    );
    await world.server.worker?.missed.look();
    undo();
    await vi.waitFor(() => expect(world.logged()).toContain('missed deliveries could not be looked for'));
    await world.server.worker?.missed.look();
  });
});

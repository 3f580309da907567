import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type RunningServer, WEBHOOK_PATH } from '../../app/server.ts';
import { scrape } from '../support/metrics.ts';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.ts';
import { startWorld, type World } from '../support/world.ts';

vi.setConfig({ testTimeout: 120_000 });

const missing = postgresMissing();

describe.skipIf(missing)(missing || 'a web process and two workers on one database', () => {
  let postgres: PostgresServer;
  let world: World;
  let workers: RunningServer[];
  let repositoryId: number;
  beforeAll(async () => {
    postgres = await startPostgres();
    world = await startWorld({
      databaseUrl: await postgres.database('several'),
      roles: ['web'],
      config: {
        serve: { owners: ['acme'] },
        allow: { drivers: ['local'] },
        profiles: { default: { driver: 'local' } },
      },
    });
    workers = [await world.join(['worker']), await world.join(['worker'])];
    const { github } = world;
    const files = { 'README.md': '# Shop\n' };
    ({ id: repositoryId } = await github.createRepository({ owner: 'acme', name: 'shop', files }));
    github.addUser('alice');
    github.setPermission('acme/shop', 'alice', 'write');
    for (const branch of ['one', 'two', 'three']) {
      await github.commit('acme/shop', branch, { [`${branch}.txt`]: 'start\n' }, 'Start');
      await github.openPullRequest({ repo: 'acme/shop', head: branch, author: 'alice' });
    }
  });
  afterAll(async () => {
    await world?.close();
    await postgres?.dispose();
  });
  const status = async (server: RunningServer, path: string, init: RequestInit = {}) =>
    (await fetch(`${server.url}${path}`, init)).status;

  test('each has its part', async () => {
    expect(world.server.worker).toBeUndefined();
    const post = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };
    for (const worker of workers) expect(await status(worker, WEBHOOK_PATH, post)).toBe(404);
    expect(await status(world.server, WEBHOOK_PATH, post)).toBe(400);
    const ready = async (server: RunningServer) => (await fetch(`${server.url}/readyz`)).json();
    expect(await ready(world.server)).toEqual({ ready: true, database: 'ok' });
    for (const worker of workers)
      expect(await ready(worker)).toEqual({ ready: true, database: 'ok', queue: 'ok' });
  });

  test('what the web process stores is done once, in order on each pull request, by either worker', async () => {
    const { github } = world;
    const { store } = world.server.context;
    const asked = 2;
    for (let round = 1; round <= asked; round++) {
      for (const [index, branch] of ['one', 'two', 'three'].entries()) {
        const body = `/speckit run -- echo ${round} >> ${branch}.txt`;
        await github.comment({ repo: 'acme/shop', pr: index + 1, user: 'alice', body });
      }
    }
    const runs = await vi.waitFor(
      async () => {
        const ended = await store.listRuns({ repositoryId, state: 'ended' });
        expect(ended).toHaveLength(3 * asked);
        return ended;
      },
      { timeout: 150_000, interval: 100 },
    );
    expect(runs.map(({ conclusion }) => conclusion)).toEqual(runs.map(() => 'success'));
    expect(runs.map(({ attempt }) => attempt)).toEqual(runs.map(() => 1));
    for (const branch of ['one', 'two', 'three']) {
      const text = await github.readFile('acme/shop', branch, `${branch}.txt`);
      expect(String(text)).toBe('start\n1\n2\n');
    }
    let counted = 0;
    for (const worker of workers)
      counted += (await scrape(worker.url)).get('speckit_runs_total{conclusion="success"}') ?? 0;
    expect(counted).toBe(3 * asked);
  }, 180_000);

  test('without the database nobody is ready and a delivery is refused; both recover by themselves', async () => {
    await postgres.stop('immediate');
    expect(await status(world.server, '/healthz')).toBe(200);
    expect(await status(world.server, '/readyz')).toBe(503);
    for (const worker of workers) {
      expect(await status(worker, '/readyz')).toBe(503);
      expect((await scrape(worker.url)).get('speckit_database_up')).toBe(0);
    }
    const { delivery } = await world.github.comment({
      ...{ repo: 'acme/shop', pr: 1, user: 'alice', body: '/speckit run -- echo later > later.txt' },
    });
    expect(delivery?.response?.status).toBe(503);
    await postgres.start();
    if (delivery) delivery.at = new Date(Date.now() - 60_000);
    await vi.waitFor(async () => expect(await status(world.server, '/readyz')).toBe(200), 100_000);
    await vi.waitFor(
      async () => {
        await workers[0]?.worker?.missed.look();
        const run = await world.server.context.store.newestRun(repositoryId, 1);
        expect(run).toMatchObject({ state: 'ended', conclusion: 'success' });
        expect(JSON.stringify(run?.work)).toContain('later.txt');
      },
      { timeout: 60_000, interval: 500 },
    );
  }, 180_000);

  test('one that is being stopped is not ready any more', async () => {
    const third = await world.join(['worker']);
    const closing = third.close();
    expect(await status(third, '/readyz').catch(() => 503)).toBe(503);
    await closing;
  });
});

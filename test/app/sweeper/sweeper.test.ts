import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openDriver } from '../../../app/worker/driver.ts';
import type { Driver } from '../../../shared/drivers/types.ts';
import { type LocalE2b, startE2b } from '../../services/e2b/server.ts';
import { startWorld, type World } from '../../support/world.ts';

let e2b: LocalE2b;
let world: World;
let local: Driver;
let remote: Driver;
beforeAll(async () => {
  e2b = await startE2b();
  world = await startWorld({ sweepEveryMs: 200, variables: { E2B_API_KEY: e2b.key } });
  const { context } = world.server;
  const settings = {
    template: 'base',
    plan: 'hobby',
    ttl: '10m',
    labels: {},
    network: 'full',
    domain: 'e2b.app',
  };
  const places = [
    { driver: 'local', settings: { path: [] } },
    { driver: 'e2b', settings: { ...settings, apiUrl: e2b.apiUrl, sandboxUrl: e2b.sandboxUrl } },
  ] as const;
  for (const place of places) await context.store.rememberPlace({ key: place.driver, ...place });
  [local, remote] = [await openDriver(context, places[0]), await openDriver(context, places[1])];
});
afterAll(async () => {
  await world.close();
  await e2b[Symbol.asyncDispose]();
});

let made = 0;
async function leave(driver: Driver, labels: Record<string, string>): Promise<string> {
  const server = world.server.context.serverId;
  return (await driver.create({ name: `left-${made++}`, labels: { server, ...labels } })).id;
}

/** Puts the record of a local sandbox back in time. */
async function age(id: string): Promise<void> {
  const file = path.join(world.server.context.dataDir, 'sandboxes', 'local', `${id}.json`);
  const record = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(
    file,
    JSON.stringify({ ...record, createdAt: new Date(Date.now() - 60_000).toISOString() }),
  );
}

async function runOf(state: 'running' | 'ended'): Promise<string> {
  const { store } = world.server.context;
  const { run } = await store.insertRun({
    requestKey: `comment:${made++}`,
    installationId: 1,
    repositoryId: made,
    owner: 'acme',
    repo: 'shop',
    pr: 1,
    sender: { id: 1, login: 'alice' },
    work: {},
    profile: { driver: 'local', timeoutMs: 60_000 },
    headSha: 'a'.repeat(40),
    headRef: 'feature',
    exactSha: false,
  });
  await store.claimRun(run.id, 'elsewhere');
  const fence = { id: run.id, attempt: 1, worker: 'elsewhere' };
  if (state === 'ended') {
    await store.endRun(fence, { conclusion: 'success', title: 'Done.', notes: [], changes: [] });
  }
  return run.id;
}

const ids = async (driver: Driver) => (await driver.list({})).map(({ id }) => id);

test('what nobody needs goes, what somebody needs stays, on every place at once', async () => {
  const [living, ended] = [await runOf('running'), await runOf('ended')];
  const stay = [
    await leave(local, { run: living }),
    await leave(local, { server: 'another', run: ended }),
    await leave(local, { run: 'r-just-made' }),
  ];
  const unknown = await leave(local, { run: 'r-unknown' });
  await age(unknown);
  const go = [unknown, await leave(local, { run: ended })];
  const far = { stay: await leave(remote, { run: living }), go: await leave(remote, { run: ended }) };

  await vi.waitFor(async () => {
    expect(await ids(local)).toEqual(expect.not.arrayContaining(go));
    expect(await ids(remote)).not.toContain(far.go);
  }, 10_000);
  expect(await ids(local)).toEqual(expect.arrayContaining(stay));
  expect(await ids(remote)).toContain(far.stay);
  expect(world.logged()).toContain('a left sandbox was removed');
});

test('one that cannot be removed is reported and tried again; the others do not wait for it', async () => {
  const ended = await runOf('ended');
  const stuck = await leave(remote, { run: ended });
  const sweeper = world.server.worker?.sweeper;
  e2b.api.fault({ on: /^DELETE /, status: 500, times: 30 });
  await vi.waitFor(
    () => expect(sweeper?.report()?.stuck[0]).toMatchObject({ id: stuck, driver: 'e2b' }),
    20_000,
  );
  expect(await ids(remote)).toContain(stuck);
  const other = await leave(local, { run: ended });
  await vi.waitFor(async () => expect(await ids(local)).not.toContain(other), 10_000);
  await vi.waitFor(async () => expect(await ids(remote)).not.toContain(stuck), 20_000);
  await vi.waitFor(() => expect(sweeper?.report()?.stuck).toEqual([]), 10_000);
  expect(world.logged()).toContain('could not be removed; tried again');
});

test('a place that does not answer is reported, and looked through when it answers again', async () => {
  const left = await leave(remote, { run: await runOf('running') });
  const sweeper = world.server.worker?.sweeper;
  const back = e2b.api.outage();
  await vi.waitFor(() => {
    expect(sweeper?.report()?.unseen).toMatchObject([{ driver: 'e2b', error: { code: 'unreachable' } }]);
  }, 20_000);
  back();
  await vi.waitFor(() => expect(sweeper?.report()?.unseen).toEqual([]), 20_000);
  expect(await ids(remote)).toContain(left);
});

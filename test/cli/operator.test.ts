import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startInbox } from '../../app/store/inbox.ts';
import { openStore, type Store } from '../../app/store/store.ts';
import { SpeckitError } from '../../shared/errors.ts';
import { createRun, onEachDatabase, runInput, SUCCESS } from '../store/databases.ts';
import { makePlace, type Place } from './support/place.ts';

vi.setConfig({ testTimeout: 120_000 });

let place: Place;
beforeAll(async () => {
  place = await makePlace();
});
afterAll(() => place[Symbol.asyncDispose]());

interface Listed {
  runs: { id: string; state: string; repository: string }[];
}

async function threeRuns(store: Store): Promise<string[]> {
  const phase = { kind: 'phase', phase: 'plan', text: '' };
  const inputs = [{}, { owner: 'Acme', repo: 'shop', work: phase }, { owner: 'acme', repo: 'other' }];
  const ids: string[] = [];
  for (const input of inputs) ids.push((await createRun(store, runInput(input))).run.id);
  const [first = ''] = ids;
  const run = await store.claimRun(first, 'w1');
  if (!run) throw new Error('a run that nobody has can be claimed');
  await store.endRun({ id: first, attempt: run.attempt, worker: 'w1' }, SUCCESS);
  return ids;
}

/** A delivery that its handler gave up. */
async function failedDelivery(store: Store, id: string): Promise<void> {
  const asked = { event: 'issue_comment', action: 'created', payload: { n: id } };
  await store.storeDelivery({ id, lane: 'repository:77', receivedAt: new Date(), ...asked });
  const error = new SpeckitError('internal', 'It broke.', { hint: 'Nothing helps.' });
  await handled(store, id, () => Promise.reject(error));
}

/** Lets an inbox work until the delivery is settled. */
async function handled(store: Store, id: string, handle: () => Promise<string>): Promise<void> {
  const inbox = await startInbox(store.database, { worker: 'w', handle, onError: () => undefined });
  try {
    while ((await store.getDelivery(id))?.state === 'open')
      await new Promise(resolve => setTimeout(resolve, 20));
  } finally {
    await inbox.stop();
  }
}

onEachDatabase(database => {
  const env = (): Record<string, string> =>
    database.options.databaseUrl
      ? { DATABASE_URL: database.options.databaseUrl }
      : { DATA_DIR: database.options.dataDir };

  it('shows runs and replays deliveries beside a server, if the database can be shared', async () => {
    const ids = await threeRuns(database.store);
    await failedDelivery(database.store, 'one');
    if (database.kind === 'pglite') {
      await expect(place.inside('runs', { env: env() })).rejects.toMatchObject({ code: 'denied' });
      return;
    }
    const listed = (await place.inside('runs', { env: env() })) as Listed;
    expect(listed.runs.map(({ id }) => id)).toEqual(ids.toReversed());
    const ofShop = (await place.inside('runs --repository acme/shop', { env: env() })) as Listed;
    expect(ofShop.runs).toMatchObject([
      { repository: 'Acme/shop', work: { phase: 'plan' }, state: 'queued' },
    ]);
    const ended = (await place.inside('runs --state ended --limit 1', { env: env() })) as Listed;
    expect(ended.runs).toMatchObject([{ id: ids[0], conclusion: 'success' }]);
    expect(await place.inside('replay', { env: env() })).toMatchObject({ deliveries: [{ id: 'one' }] });
    expect(await place.inside('replay one', { env: env() })).toEqual({
      ...{ id: 'one', event: 'issue_comment', action: 'created', replayed: true },
    });
    await handled(database.store, 'one', async () => 'done this time');
    expect(await database.store.getDelivery('one')).toMatchObject({ state: 'done', attempts: 1 });
    await expect(place.inside('replay one', { env: env() })).rejects.toMatchObject({
      code: 'usage',
      message: 'That delivery was handled: done this time',
    });
    await expect(place.inside('replay two', { env: env() })).rejects.toMatchObject({ code: 'missing' });
  });
});

describe('the data folder of a server that stands', () => {
  let dataDir: string;
  let ids: string[];
  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(tmpdir(), 'speckit-stopped-'));
    const store = await openStore({ dataDir });
    ids = await threeRuns(store);
    await failedDelivery(store, 'one');
    await store.close();
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  it('shows one run with what came of it, as people read it', async () => {
    const [id = ''] = ids;
    await expect(
      place.inside(`runs ${id.slice(0, 3)}`, { env: { DATA_DIR: dataDir } }),
    ).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('Several runs begin with'),
    });
    const whole = await place.call(['runs', id], { env: { DATA_DIR: dataDir } });
    expect(whole).toMatchObject({ exitCode: 0, stderr: '' });
    expect(whole.stdout).toMatch(
      new RegExp(`^${id}\npull request +octo/demo#7\nwork +true\nstate +success\n`),
    );
    expect(whole.stdout).toMatch(/result +Done\./);
  });

  it('opens a delivery for the next start', async () => {
    const listed = await place.call(['replay'], { env: { DATA_DIR: dataDir } });
    expect(listed.stdout).toMatch(/one +issue_comment\.created .*It broke\. Nothing helps\./);
    const replayed = await place.call(['replay', 'one'], { env: { DATA_DIR: dataDir } });
    expect(replayed).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('when it is started') });
    const store = await openStore({ dataDir });
    expect(await store.getDelivery('one')).toMatchObject({ state: 'open', attempts: 0 });
    await store.close();
  });
});

const REFUSED: [what: string, words: string, code: string, says: string][] = [
  ['a folder without a database', 'runs', 'missing', 'There is no database of a server'],
  ['an unknown state', 'runs --state done', 'usage', '`--state` is `done`'],
  ['a limit that is no number', 'runs --limit all', 'usage', '`--limit` is `all`'],
  ['a repository without an owner', 'runs --repository shop', 'usage', '`--repository` is `shop`'],
];

it.each(REFUSED)('refuses %s', async (_, words, code, says) => {
  await expect(place.inside(words)).rejects.toMatchObject({ code, message: expect.stringContaining(says) });
});

it('says that nobody answers at the address of a database, and not its password', async () => {
  const env = { DATABASE_URL: 'postgres://ann:hunter2@127.0.0.1:1/speckit' };
  const called = await place.call(['runs'], { env });
  expect(called).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('The database does not answer.'),
  });
  expect(called.stderr).not.toContain('hunter2');
});

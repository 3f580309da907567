import { setTimeout as after } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type { NewDelivery } from '../../app/store/deliveries.ts';
import { type Delivery, type InboxOptions, startInbox } from '../../app/store/inbox.ts';
import { createLeases } from '../../app/store/inbox-leases.ts';
import { repositoryLane, settlingLane } from '../../app/store/lanes.ts';
import { SpeckitError } from '../../shared/errors.ts';
import { onEachDatabase } from './databases.ts';

const DAY = 86_400_000;
let made = 0;
function delivery(repository: number, part: Partial<NewDelivery> = {}): NewDelivery {
  made++;
  const payload = { repository: { id: repository }, number: made };
  return {
    id: `d${made}`,
    event: 'issue_comment',
    action: 'created',
    payload,
    lane: repositoryLane(repository),
    receivedAt: new Date(),
    ...part,
  };
}

vi.setConfig({ testTimeout: 120_000 });

const away = () => new SpeckitError('unreachable', 'GitHub does not answer.', { hint: 'Wait.' });

onEachDatabase(database => {
  const start = (handle: InboxOptions['handle'], part: Partial<InboxOptions> = {}) =>
    startInbox(database.store.database, {
      worker: 'w1',
      onError: () => undefined,
      retryDelaysMs: [20, 20],
      handle,
      ...part,
    });
  const settled = () =>
    vi.waitFor(async () => expect(await database.store.countOpen()).toBe(0), { timeout: 60_000 });

  test('one that is refused for good keeps back no other, and an accepted one starts nothing twice', async () => {
    const { store } = database;
    const [first, second] = [delivery(2), delivery(2)];
    const bad = { ...delivery(2), lane: null as unknown as string };
    const taken = await Promise.allSettled([first, bad, second, first].map(store.acceptDelivery));
    await vi.waitFor(async () => expect(await store.countOpen()).toBe(2), { timeout: 10_000 });
    const refused = taken.flatMap(one => (one.status === 'rejected' ? [one.reason] : []));
    expect([...refused, ...database.errors.splice(0)]).not.toEqual([]);
    const inbox = await start(async () => 'ignored');
    await settled();
    await inbox.stop();
    expect(await store.getDelivery(first.id)).toMatchObject({ attempts: 1 });
  });

  test('of many requests at once, each id is new once and a duplicate ever after', async () => {
    const { store } = database;
    const items = Array.from({ length: 150 }, () => delivery(1));
    const twice = await Promise.all([...items, ...items].map(item => store.storeDelivery(item)));
    expect(twice.filter(result => result === 'new')).toHaveLength(150);
    expect(twice.slice(0, 150)).not.toContain('duplicate');
    expect(await store.storeDelivery(items[3] as NewDelivery)).toBe('duplicate');

    const inbox = await start(async () => 'ignored');
    await settled();
    await inbox.stop();
    expect(await store.storeDelivery(items[3] as NewDelivery)).toBe('duplicate');
    expect(await store.getDelivery(items[3]?.id ?? '')).toMatchObject({
      state: 'done',
      outcome: 'ignored',
      attempts: 1,
    });
  });

  test('stores what jsonb and text refuse', async () => {
    const odd = { text: 'nul \0, half \ud800, line\u2028' };
    const item = delivery(1, { payload: odd, action: 'a\0b' });
    await database.store.storeDelivery(item);
    const seen: Delivery[] = [];
    const inbox = await start(async got => `seen ${seen.push(got)} \0`);
    await settled();
    await inbox.stop();
    expect(seen).toMatchObject([{ id: item.id, payload: odd, action: 'a\uFFFDb', attempt: 1 }]);
  });

  test('whose lease ran out while it is being handled goes on, and is not begun a second time here', async () => {
    const { store } = database;
    const slow = delivery(90);
    const gate = Promise.withResolvers<void>();
    const begun: string[] = [];
    const inbox = await start(async ({ id }) => {
      begun.push(id);
      if (id === slow.id) await gate.promise;
      return 'done';
    });
    await store.storeDelivery(slow);
    await vi.waitFor(() => expect(begun).toEqual([slow.id]), { timeout: 60_000 });
    await store.database.query(
      `UPDATE speckit.deliveries SET lease_until = now() - interval '1s' WHERE id = $1`,
      [slow.id],
    );
    // Looking for the second one finds the first one free, too.
    const other = delivery(91);
    await store.storeDelivery(other);
    await vi.waitFor(() => expect(begun).toContain(other.id), { timeout: 60_000 });
    gate.resolve();
    await settled();
    await inbox.stop();
    expect(begun).toEqual([slow.id, other.id]);
  });

  test('hands over in order for each repository, side by side across them', async () => {
    const items = Array.from({ length: 120 }, (_, index) => delivery(100 + (index % 6)));
    for (const item of items) await database.store.storeDelivery(item);
    const seen = new Map<number, number[]>();
    let running = 0;
    let most = 0;
    const busy = new Set<number>();
    const handle = async ({ payload }: Delivery) => {
      const { repository, number } = payload as { repository: { id: number }; number: number };
      expect(busy.has(repository.id)).toBe(false);
      busy.add(repository.id);
      most = Math.max(most, ++running);
      await after(1);
      running--;
      busy.delete(repository.id);
      seen.set(repository.id, [...(seen.get(repository.id) ?? []), number]);
      return 'done';
    };
    const two = [
      await start(handle, { concurrency: 3 }),
      await start(handle, { concurrency: 3, worker: 'w2' }),
    ];
    await settled();
    await Promise.all(two.map(inbox => inbox.stop()));
    expect([...seen.values()].flat()).toHaveLength(120);
    for (const numbers of seen.values()) expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(most).toBeGreaterThan(1);
  });

  test('what settles takes no place from the rest, however many there are, and has an order of its own', async () => {
    const slow = Promise.withResolvers<void>();
    const lanes = [1, 2, 3].map(pr => settlingLane(1, pr));
    const settling = lanes.flatMap(lane => [delivery(1, { lane }), delivery(1, { lane })]);
    const quick = delivery(1);
    for (const item of [...settling, quick]) await database.store.storeDelivery(item);
    const seen: string[] = [];
    const handle = async ({ id }: Delivery) => {
      if (id !== quick.id) await slow.promise;
      return `seen ${seen.push(id)}`;
    };
    const inbox = await start(handle, { concurrency: 2 });
    await vi.waitFor(() => expect(seen).toEqual([quick.id]), { timeout: 60_000 });
    slow.resolve();
    await settled();
    await inbox.stop();
    for (const [at, lane] of lanes.entries()) {
      const own = settling.filter(item => item.lane === lane).map(({ id }) => id);
      expect([at, seen.filter(id => own.includes(id))]).toEqual([at, own]);
    }
  });

  test('a run waits for what was to be settled before it, and for nothing else', async () => {
    const { store } = database;
    const at = new Date();
    const before = new Date(at.getTime() - 1000);
    const run = { id: 'r1', repositoryId: 7, pr: 3, createdAt: at };
    const waits = () => store.isSettlingBefore(run);
    await store.storeDelivery(delivery(7, { receivedAt: before }));
    await store.storeDelivery(delivery(7, { lane: settlingLane(7, 4), receivedAt: before }));
    await store.storeDelivery(
      delivery(7, { lane: settlingLane(7, 3), receivedAt: new Date(at.getTime() + 1) }),
    );
    expect(await waits()).toBe(false);
    await store.storeDelivery(delivery(7, { lane: settlingLane(7, 3), receivedAt: before }));
    expect(await waits()).toBe(true);
    const inbox = await start(async () => 'done');
    await settled();
    await inbox.stop();
    expect(await waits()).toBe(false);
  });

  test('wakes at once on a new one, before it looks by itself', async () => {
    const never = vi.spyOn(globalThis, 'setInterval').mockReturnValue({} as NodeJS.Timeout);
    const seen: string[] = [];
    const inbox = await start(async ({ id }) => `${seen.push(id)}`);
    never.mockRestore();
    const item = delivery(1);
    await database.store.storeDelivery(item);
    await settled();
    await inbox.stop();
    expect(seen).toEqual([item.id]);
  });

  test('a retryable failure is tried again before those behind it, and given up in the end', async () => {
    const [first, second] = [delivery(1), delivery(1)];
    await database.store.storeDelivery(first);
    await database.store.storeDelivery(second);
    const seen: string[] = [];
    const finals: unknown[] = [];
    const handle = async ({ id, attempt }: Delivery) => {
      seen.push(`${id === first.id ? 'first' : 'second'} ${attempt}`);
      if (id === first.id) throw away();
      return 'done';
    };
    const inbox = await start(handle, { onError: (_, __, final) => finals.push(final) });
    await settled();
    await inbox.stop();
    expect(seen).toEqual(['first 1', 'first 2', 'first 3', 'second 1']);
    expect(finals).toEqual([false, false, true]);
    expect(await database.store.getDelivery(first.id)).toMatchObject({
      state: 'failed',
      attempts: 3,
      outcome: 'GitHub does not answer. Wait.',
    });
    expect(await database.store.getDelivery(second.id)).toMatchObject({ state: 'done' });
  });

  test('a failure that repeating cannot help is given up at once', async () => {
    const item = delivery(1);
    await database.store.storeDelivery(item);
    const inbox = await start(async () => {
      throw new Error('defect');
    });
    await settled();
    await inbox.stop();
    expect(await database.store.getDelivery(item.id)).toMatchObject({ state: 'failed', attempts: 1 });

    // What it asked is kept for whoever looks into it, and not for ever.
    const { database: sql } = database.store;
    const kept = () => sql.query('SELECT payload FROM speckit.deliveries WHERE id = $1', [item.id]);
    expect(await kept()).toEqual([{ payload: JSON.stringify(item.payload) }]);
    await sql.query(`UPDATE speckit.deliveries SET settled_at = now() - interval '2 days' WHERE id = $1`, [
      item.id,
    ]);
    await database.store.prune({ outputMs: DAY, outputBytes: 1e9, runsMs: DAY });
    expect(await kept()).toEqual([]);
  });

  test('stop gives back what was not finished, and the next process begins it anew', async () => {
    const items = [delivery(1), delivery(1)];
    for (const item of items) await database.store.storeDelivery(item);
    const begun = Promise.withResolvers<void>();
    const inbox = await start((_, signal) => {
      begun.resolve();
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    await begun.promise;
    await inbox.stop({ timeoutMs: 10 });
    expect(await database.store.countOpen()).toBe(2);

    const seen: string[] = [];
    const next = await start(async ({ id, attempt }) => `seen ${seen.push(`${id} ${attempt}`)}`, {
      worker: 'w2',
    });
    await settled();
    await next.stop();
    // The first was begun, so a part of it may be done.
    expect(seen).toEqual([`${items[0]?.id} 2`, `${items[1]?.id} 1`]);
  });

  test('a lease that was lost settles nothing', async () => {
    const item = delivery(1);
    await database.store.storeDelivery(item);
    const [late, next] = ['late', 'next'].map(worker =>
      createLeases(database.store.database, worker, 60_000),
    );
    const one = { lanes: 1, settling: false, here: [] };
    const [taken] = (await late?.take(one)) ?? [];
    expect(await next?.take(one)).toEqual([]);
    await database.store.database.query(`UPDATE speckit.deliveries SET lease_until = now() - interval '1s'`);
    expect(await next?.take(one)).toMatchObject([{ id: item.id, attempt: 2 }]);
    const done = { seq: taken?.seq ?? 0, state: 'done', outcome: '' } as const;
    expect(await late?.settle(done)).toBe(false);
    expect(await next?.settle(done)).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { createPacer } from '../../shared/github/pacer.ts';
import { createMemoryBudget, LIMITS } from '../../shared/github/pacer-store.ts';

const read = { points: 1, content: false };
const comment = { points: 5, content: true };

describe('createMemoryBudget', () => {
  it('allows a burst up to the points of a minute and then names the exact wait', async () => {
    let now = 1_000_000;
    const store = createMemoryBudget(LIMITS, () => now);
    for (let i = 0; i < 900; i++) {
      expect(await store.reserve('a', read)).toBe(0);
      now += 10;
    }
    expect(await store.reserve('a', read)).toBe(51_000);
    expect(await store.reserve('a', { points: 5, content: false })).toBe(51_040);
    expect(await store.reserve('b', read)).toBe(0);
    now += 51_000;
    expect(await store.reserve('a', read)).toBe(0);
    expect(await store.reserve('a', read)).toBe(10);
  });

  it('allows 80 comments a minute and 500 an hour', async () => {
    let now = 0;
    const store = createMemoryBudget({ ...LIMITS, pointsPerMinute: 10_000 }, () => now);
    let made = 0;
    const waits: number[] = [];
    while (now < 3_600_000) {
      const wait = await store.reserve('a', comment);
      if (wait === 0) made++;
      else {
        waits.push(wait);
        now += wait;
      }
    }
    expect(made).toBe(500);
    expect(waits.slice(0, 6)).toEqual(Array(6).fill(60_000));
    expect(waits[6]).toBe(3_600_000 - 6 * 60_000);
  });

  it('holds a key back until a time, and never less long than before', async () => {
    let now = 0;
    const store = createMemoryBudget(LIMITS, () => now);
    await store.hold('a', 500);
    await store.hold('a', 100);
    expect(await store.reserve('a', read)).toBe(500);
    expect(await store.reserve('b', read)).toBe(0);
    now = 500;
    expect(await store.reserve('a', read)).toBe(0);
  });
});

describe('createPacer', () => {
  it('lets in the order of the calls, each in its time', async () => {
    const pacer = createPacer({ key: 'a' });
    const until = Date.now() + 60;
    await pacer.hold(until);
    const order: number[] = [];
    await Promise.all([1, 2, 3].map(i => pacer.enter(read).then(() => order.push(i))));
    expect(order).toEqual([1, 2, 3]);
    expect(Date.now()).toBeGreaterThanOrEqual(until);
  });

  it('lets reads pass those who wait for the budget of comments', async () => {
    const limits = { ...LIMITS, contentPerMinute: 1 };
    const pacer = createPacer({ key: 'a', store: createMemoryBudget(limits) });
    const stop = new AbortController();
    (await pacer.enter(comment))();
    const waiting = pacer.enter(comment, stop.signal);
    (await pacer.enter(read))();
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });

  it('gives the place of one who left to the next', async () => {
    const pacer = createPacer({ key: 'a', concurrency: 1 });
    const leave = await pacer.enter(read);
    const stop = new AbortController();
    const second = pacer.enter(read, stop.signal);
    const third = pacer.enter(read);
    stop.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    leave();
    leave();
    (await third)();
    // Leaving twice must not have made a second place.
    const fourth = await pacer.enter(read);
    let fifth = false;
    const last = pacer.enter(read).then(done => {
      fifth = true;
      done();
    });
    await new Promise(resolve => setImmediate(resolve));
    expect(fifth).toBe(false);
    fourth();
    await last;
  });

  it('refuses at once when aborted before, and others go on', async () => {
    const pacer = createPacer({ key: 'a' });
    await expect(pacer.enter(read, AbortSignal.abort(new Error('early')))).rejects.toThrow('early');
    (await pacer.enter(read))();
  });

  it('shares a budget through the store', async () => {
    const store = createMemoryBudget({ ...LIMITS, pointsPerMinute: 5 });
    const stop = new AbortController();
    (await createPacer({ key: 'a', store }).enter(comment))();
    const other = createPacer({ key: 'a', store }).enter(read, stop.signal);
    stop.abort(new Error('would wait'));
    await expect(other).rejects.toThrow('would wait');
  });
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createArrivals } from '../../app/store/arrivals.ts';

vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number, value: unknown, { signal }: { signal: AbortSignal }) =>
    new Promise((resolve, reject) => {
      setTimeout(resolve, ms, value);
      signal.addEventListener('abort', () => reject(signal.reason));
    }),
}));
beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

/** Twelve turns, with the moment at which each came. */
async function turns(arrivals: ReturnType<typeof createArrivals>, signal = new AbortController().signal) {
  const at: number[] = [];
  const start = performance.now();
  for (let i = 0; i < 12; i++) void arrivals.turn(signal).then(() => at.push(performance.now() - start));
  await vi.advanceTimersByTimeAsync(5000);
  return at;
}

test('a few requests are handled at once, a flood a tenth of a second apart, until it is over', async () => {
  const arrivals = createArrivals();
  for (let i = 0; i < 9; i++) arrivals.hit();
  expect(await turns(arrivals)).toEqual(Array(12).fill(0));
  for (let i = 0; i < 10; i++) arrivals.hit();
  expect(await turns(arrivals)).toEqual(Array.from({ length: 12 }, (_, i) => i * 100));
  expect(await turns(arrivals)).toEqual(Array(12).fill(0));
});

test('a stop lets everybody through at once', async () => {
  const arrivals = createArrivals();
  for (let i = 0; i < 10; i++) arrivals.hit();
  const stop = new AbortController();
  const all = turns(arrivals, stop.signal);
  stop.abort();
  expect(await all).toEqual(Array(12).fill(0));
});

import { expect, test, vi } from 'vitest';
import type { RunEvent } from '../../shared/events.ts';
import { sampleUsage } from '../../shared/pipeline/usage.ts';

const usage = { cpuPercent: 12, memoryBytes: 34, diskBytes: 56 };
const QUICK = { firstMs: 1, everyMs: 1 };

function collect() {
  const events: RunEvent[] = [];
  return { events, emit: (event: RunEvent) => void events.push(event) };
}

test('emits samples with the time that passed, until it is disposed', async () => {
  const { events, emit } = collect();
  const sampler = sampleUsage({ usage: async () => usage }, emit, QUICK);
  await vi.waitFor(() => expect(events.length).toBeGreaterThan(2));
  sampler[Symbol.dispose]();
  const count = events.length;
  expect(events[0]).toEqual({ type: 'usage', sample: { ...usage, elapsedMs: expect.any(Number) } });
  const [first, , third] = events.flatMap(event => (event.type === 'usage' ? [event.sample.elapsedMs] : []));
  expect(third).toBeGreaterThanOrEqual(first ?? Infinity);
  await new Promise(resolve => setTimeout(resolve, 20));
  expect(events).toHaveLength(count);
});

test('goes on after a sample that failed', async () => {
  const { events, emit } = collect();
  let calls = 0;
  using _sampler = sampleUsage(
    {
      async usage() {
        calls += 1;
        if (calls % 2 === 1) throw new Error('not now');
        return usage;
      },
    },
    emit,
    QUICK,
  );
  await vi.waitFor(() => expect(events.length).toBeGreaterThan(1));
});

test('a sample that comes after the end is not emitted, and its measuring is aborted', async () => {
  const { events, emit } = collect();
  const measured = Promise.withResolvers<typeof usage>();
  let seen: AbortSignal | undefined;
  const sampler = sampleUsage(
    {
      usage: options => {
        seen = options?.signal;
        return measured.promise;
      },
    },
    emit,
    QUICK,
  );
  await vi.waitFor(() => expect(seen).toBeDefined());
  sampler[Symbol.dispose]();
  expect(seen?.aborted).toBe(true);
  measured.resolve(usage);
  await measured.promise;
  await Promise.resolve();
  expect(events).toEqual([]);
});

test('a driver that cannot tell is not asked', () => {
  sampleUsage({}, () => expect.unreachable(), QUICK)[Symbol.dispose]();
});

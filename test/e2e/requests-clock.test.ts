import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { useStage } from './support/stage.ts';

// Only the clock is another: timers, the App, the database and the emulated GitHub all live by it.
beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true });
});
afterAll(() => {
  vi.useRealTimers();
});
const stage = useStage();

test('a run that outlives its hour of token still publishes', async () => {
  const at = await stage.scenario();
  const gate = stage.gate();
  const { id } = await at.post(`/speckit run -- echo made > made.txt; ${gate.wait}`);
  await gate.reached();
  const early = at.github.tokens().length;
  vi.setSystemTime(Date.now() + 65 * 60_000);
  expect(at.github.tokens().every(({ expiresAt }) => expiresAt.getTime() < Date.now())).toBe(true);
  await gate.open();
  const run = await at.runOf(id);
  expect(run.conclusion).toBe('success');
  expect(await at.read('made.txt')).toBe('made\n');
  expect(at.github.tokens().length).toBeGreaterThan(early);
  expect(at.github.requests.filter(one => one.status === 401 && !one.path.includes('.git/'))).toEqual([]);
});

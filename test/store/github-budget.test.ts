import { expect, test, vi } from 'vitest';
import { createGitHubBudget } from '../../app/store/github-budget.ts';
import { createPacer } from '../../shared/github/pacer.ts';
import { LIMITS } from '../../shared/github/pacer-store.ts';
import { onEachDatabase } from './databases.ts';

vi.setConfig({ testTimeout: 120_000 });

onEachDatabase(database => {
  const budget = (limits = LIMITS) => createGitHubBudget(database.store.database, limits);
  const read = { points: 1, content: false };
  const comment = { points: 5, content: true };

  test('several processes together keep to one budget, exactly', async () => {
    const limits = { ...LIMITS, pointsPerMinute: 20 };
    const stores = [budget(limits), budget(limits), budget(limits)];
    const waits = await Promise.all(
      Array.from({ length: 45 }, (_, index) => stores[index % 3]?.reserve('exact', read)),
    );
    expect(waits.filter(wait => wait === 0)).toHaveLength(20);
    expect(Math.max(...waits.map(wait => wait ?? 0))).toBeGreaterThan(30_000);
    expect(await budget(limits).reserve('another', read)).toBe(0);
  });

  test('content has a budget of its own', async () => {
    const store = budget({ ...LIMITS, contentPerMinute: 1 });
    expect(await store.reserve('content', comment)).toBe(0);
    expect(await store.reserve('content', comment)).toBeGreaterThan(0);
    expect(await store.reserve('content', read)).toBe(0);
  });

  test('what GitHub refuses one process holds all of them up, and then goes on', async () => {
    const [one, other] = [budget(), budget()];
    await one.hold('held', Date.now() + 600_000);
    expect(await other.reserve('held', read)).toBeGreaterThan(0);
    // An earlier end does not shorten it.
    await other.hold('held', Date.now() + 10);
    expect(await one.reserve('held', read)).toBeGreaterThan(0);
    await one.hold('briefly', Date.now() + 300);
    const leave = await createPacer({ key: 'briefly', store: other }).enter(read);
    leave();
    expect(await one.reserve('briefly', read)).toBe(0);
  });

  // The embedded one is never away.
  if (database.kind === 'pglite') return;

  test('while the database is away each process paces by itself', async () => {
    const { server } = database;
    if (!server) throw new Error('no server was started');
    const store = budget({ ...LIMITS, pointsPerMinute: 3 });
    expect(await store.reserve('away', read)).toBe(0);
    await server.stop('immediate');
    const alone = [];
    for (let i = 0; i < 4; i++) alone.push(await store.reserve('away', read));
    expect(alone.map(wait => wait === 0)).toEqual([true, true, true, false]);
    await server.start();
    // What is noted there holds again.
    await vi.waitFor(
      async () => {
        const fresh = budget({ ...LIMITS, pointsPerMinute: 1 });
        expect(await fresh.reserve('away', read)).toBeGreaterThan(0);
      },
      { timeout: 100_000, interval: 200 },
    );
    database.errors.length = 0;
  });
});

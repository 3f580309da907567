import { expect, test, vi } from 'vitest';
import { claimedRun, onEachDatabase, SUCCESS } from './databases.ts';

const DAY = 86_400_000;
const KEEP = { outputMs: 30 * DAY, outputBytes: 2 ** 40, runsMs: 180 * DAY };

vi.setConfig({ testTimeout: 120_000 });

onEachDatabase(database => {
  /** An ended run with so much output, which ended so many days ago. */
  const endedRun = async (days: number, outputBytes = 10, outcome = SUCCESS) => {
    const { store } = database;
    const { run, fence } = await claimedRun(store);
    await store.output.append(fence, 0, Buffer.alloc(outputBytes, 'x'));
    await store.endRun(fence, outcome);
    await store.database.query(
      `UPDATE speckit.runs SET ended_at = now() - $2 * interval '1 day' WHERE id = $1`,
      [run.id, days],
    );
    return run.id;
  };
  const kept = async (id: string) => {
    const { head, totalBytes } = await database.store.output.read(id);
    return { run: (await database.store.getRun(id)) !== undefined, output: head.length, of: totalBytes };
  };

  test('output goes by age, later the run; what goes on stays', async () => {
    const { store } = database;
    const [fresh, old, ancient] = [await endedRun(1), await endedRun(31), await endedRun(181)];
    const going = await claimedRun(store);
    await store.output.append(going.fence, 0, Buffer.from('on'));
    await store.database.query(`UPDATE speckit.runs SET created_at = now() - interval '400d' WHERE id = $1`, [
      going.run.id,
    ]);
    expect(await store.prune(KEEP)).toMatchObject({ runs: 1 });
    expect(await kept(fresh)).toEqual({ run: true, output: 10, of: 10 });
    expect(await kept(old)).toEqual({ run: true, output: 0, of: 10 });
    expect(await kept(ancient)).toEqual({ run: false, output: 0, of: 0 });
    expect(await kept(going.run.id)).toEqual({ run: true, output: 2, of: 2 });
    expect(await store.prune(KEEP)).toEqual({ outputs: 0, runs: 0, deliveries: 0, decisions: 0 });
  });

  test('a run whose result is kept stays until that has expired', async () => {
    const id = await endedRun(400, 10, { ...SUCCESS, resultRef: 'refs/speckit/runs/r1' });
    await database.store.prune(KEEP);
    expect((await kept(id)).run).toBe(true);
    await database.store.settleRun(id, SUCCESS);
    await database.store.prune(KEEP);
    expect((await kept(id)).run).toBe(false);
  });

  test('of too much output the oldest goes first', async () => {
    await database.store.prune({ ...KEEP, outputBytes: 0 });
    const [oldest, older, newest] = [await endedRun(3, 400), await endedRun(2, 400), await endedRun(1, 400)];
    expect(await database.store.prune({ ...KEEP, outputBytes: 900 })).toMatchObject({ outputs: 1 });
    expect([await kept(oldest), await kept(older), await kept(newest)].map(({ output }) => output)).toEqual([
      0, 400, 400,
    ]);
  });

  test('settled deliveries and old decisions go, open deliveries stay', async () => {
    const { store } = database;
    const at = new Date(Date.now() - 181 * DAY);
    for (const id of ['settled', 'open'])
      await store.storeDelivery({ id, event: 'issue_comment', lane: 'prune', payload: {}, receivedAt: at });
    await store.database.query(
      `UPDATE speckit.deliveries SET state = 'done', settled_at = $1 WHERE id = 'settled'`,
      [at],
    );
    const decision = { deliveryId: 'd', repository: 'acme/shop', sender: 'a', command: 'x', allowed: true };
    await store.recordDecision({ ...decision, reason: 'old', at });
    await store.recordDecision({ ...decision, reason: 'new', at: new Date() });
    expect(await store.prune(KEEP)).toMatchObject({ deliveries: 1, decisions: 1 });
    expect(await store.getDelivery('settled')).toBeUndefined();
    expect(await store.getDelivery('open')).toMatchObject({ state: 'open' });
    expect((await store.listDecisions()).map(({ reason }) => reason)).toEqual(['new']);
  });
});

import { describe, expect, test } from 'vitest';
import type { Fence, Run } from '../../app/store/run-row.ts';
import type { SparedSandbox } from '../../app/store/sandboxes.ts';
import { openStore } from '../../app/store/store.ts';
import { createRun, onEachDatabase, runInput, SUCCESS, takeOver } from './databases.ts';

const HOUR = 3_600_000;

onEachDatabase(database => {
  /** A claimed run on a pull request of its own, or on that of another run. */
  const claimed = async (on?: Run): Promise<{ run: Run; fence: Fence }> => {
    const { store } = database;
    const part = on ? { repositoryId: on.repositoryId, pr: on.pr } : {};
    const { run } = await createRun(
      store,
      runInput({ ...part, profile: { driver: 'local', timeoutMs: 1000 } }),
    );
    const now = (await store.claimRun(run.id, 'w1')) as Run;
    return { run: now, fence: { id: now.id, attempt: now.attempt, worker: 'w1' } };
  };
  let made = 0;
  const spared = (part: Partial<SparedSandbox> = {}): SparedSandbox => ({
    sandboxId: `s${++made}`,
    reason: 'kept',
    forMs: HOUR,
    madeAt: new Date(),
    fingerprint: 'same',
    ...part,
  });
  const wanted = { fingerprint: 'same', youngerThanMs: Infinity };

  test('the server has one id, which stays when it is opened again', async () => {
    const id = await database.store.serverId();
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    if (database.kind === 'pglite') return;
    const other = await openStore(database.options);
    expect(await other.serverId()).toBe(id);
    await other.close();
  });

  test('a place is remembered once, with the newest settings', async () => {
    const { store } = database;
    await store.rememberPlace({ key: 'k', driver: 'local', settings: { path: ['/a'] } });
    await store.rememberPlace({ key: 'k', driver: 'local', settings: { path: ['/b'] } });
    expect(await store.sandboxPlaces()).toEqual([{ key: 'k', driver: 'local', settings: { path: ['/b'] } }]);
  });

  describe('a kept sandbox', () => {
    test('goes to the next run of the pull request, once, with the time it was made', async () => {
      const { store } = database;
      const first = await claimed();
      const left = spared();
      await store.spareSandbox(first.fence, left);
      await store.endRun(first.fence, SUCCESS);
      const next = await claimed(first.run);
      expect(await store.takeSandbox(next.fence, wanted)).toEqual({
        sandboxId: left.sandboxId,
        madeAt: left.madeAt,
      });
      expect((await store.getRun(next.run.id))?.sandboxId).toBe(left.sandboxId);
      expect(await store.takeSandbox(next.fence, wanted)).toBeUndefined();
      const facts = await store.sandboxFacts([first.run.id], [left.sandboxId]);
      expect(facts.spared).toEqual([]);
      expect(facts.runs.map(({ id, state }) => [id, state]).sort()).toEqual(
        [
          [first.run.id, 'ended'],
          [next.run.id, 'running'],
        ].sort(),
      );
    });

    test.each<[string, Partial<SparedSandbox>, boolean]>([
      ['of other settings', { fingerprint: 'other' }, false],
      ['that is held because it was out of reach', { reason: 'unreachable' }, false],
      ['whose time is over', { forMs: -1 }, false],
      ['that is too old', { madeAt: new Date(Date.now() - 2 * HOUR) }, false],
      ['that is young enough', { madeAt: new Date(Date.now() - HOUR / 2) }, true],
    ])('%s', async (_, part, taken) => {
      const { store } = database;
      const first = await claimed();
      await store.spareSandbox(first.fence, spared(part));
      await store.endRun(first.fence, SUCCESS);
      const next = await claimed(first.run);
      const found = await store.takeSandbox(next.fence, { ...wanted, youngerThanMs: HOUR });
      expect(found !== undefined).toBe(taken);
    });

    test('of another pull request is not taken', async () => {
      const { store } = database;
      await store.spareSandbox((await claimed()).fence, spared());
      expect(await store.takeSandbox((await claimed()).fence, wanted)).toBeUndefined();
    });

    test('is nothing that a worker without the run can leave or take', async () => {
      const { store } = database;
      const { run, fence } = await claimed();
      await takeOver(store, run.id);
      await expect(store.spareSandbox(fence, spared())).rejects.toMatchObject({ code: 'cancelled' });
      await expect(store.takeSandbox(fence, wanted)).rejects.toMatchObject({ code: 'cancelled' });
    });
  });

  describe('a held sandbox', () => {
    const held = async (part: Partial<SparedSandbox> = {}) => {
      const { store } = database;
      const first = await claimed();
      const left = spared({ reason: 'unreachable', ...part });
      await store.checkpoint(first.fence, { phase: 'prepare', headSha: 'a'.repeat(40), machine: 'm' });
      for (const phase of ['connect', 'upload'] as const) await store.checkpoint(first.fence, { phase });
      const { sandboxId } = left;
      await store.checkpoint(first.fence, { phase: 'execute', executing: true, sandboxId });
      await store.spareSandbox(first.fence, left);
      await store.endRun(first.fence, SUCCESS);
      return { left, of: first.run.id, next: await claimed(first.run) };
    };

    test('goes to the run that goes on for its own, which then stands where that one stood', async () => {
      const { store } = database;
      const { left, of, next } = await held();
      const taken = await store.takeHeldSandbox(next.fence, { of, fingerprint: 'same' });
      expect(taken).toMatchObject({
        ...{ id: next.run.id, phase: 'execute', headSha: 'a'.repeat(40), machine: 'm' },
        ...{ sandboxId: left.sandboxId, sandboxMadeAt: left.madeAt, outputOffset: 0 },
      });
      expect(taken?.executingAt).toBeInstanceOf(Date);
      expect(taken?.executingMs).toBeGreaterThanOrEqual(0);
      // And to the one that goes on for this one, should it not reach the sandbox either.
      await store.endRun(next.fence, SUCCESS);
      const third = await claimed(next.run);
      const again = await store.takeHeldSandbox(third.fence, { of: next.run.id, fingerprint: 'same' });
      expect(again).toMatchObject({ id: third.run.id, sandboxId: left.sandboxId, machine: 'm' });
    });

    test.each<[string, Partial<SparedSandbox>]>([
      ['of other settings', { fingerprint: 'other' }],
      ['that was only kept', { reason: 'kept' }],
      ['whose time is over', { forMs: -1 }],
    ])('%s is not taken', async (_, part) => {
      const { of, next } = await held(part);
      const { store } = database;
      expect(await store.takeHeldSandbox(next.fence, { of, fingerprint: 'same' })).toBeUndefined();
      expect((await store.getRun(next.run.id))?.phase).toBeUndefined();
    });

    test('is nothing that a worker without the run can take', async () => {
      const { store } = database;
      const { left, of, next } = await held();
      await takeOver(store, next.run.id);
      const taking = store.takeHeldSandbox(next.fence, { of, fingerprint: 'same' });
      await expect(taking).rejects.toMatchObject({ code: 'cancelled' });
      expect((await store.sandboxFacts([], [left.sandboxId])).spared).toHaveLength(1);
    });
  });

  test('facts tell how long a lease and a sparing last, and what is over is forgotten', async () => {
    const { store } = database;
    const { run, fence } = await claimed();
    const [over, lasts] = [spared({ forMs: -5_000 }), spared({ forMs: 60_000 })];
    await store.spareSandbox(fence, over);
    await store.spareSandbox(fence, lasts);
    const ids = [over.sandboxId, lasts.sandboxId];
    const facts = await store.sandboxFacts([run.id], ids);
    expect(facts.runs).toEqual([{ id: run.id, state: 'running' }]);
    const left = new Map(facts.spared.map(({ sandboxId, leftMs }) => [sandboxId, leftMs]));
    expect(left.get(over.sandboxId)).toBeLessThan(0);
    expect(left.get(lasts.sandboxId)).toBeGreaterThan(50_000);
    await store.endSparing();
    expect((await store.sandboxFacts([], ids)).spared.map(one => one.sandboxId)).toEqual([lasts.sandboxId]);
  });
});

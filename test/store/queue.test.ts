import { setTimeout as after } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { HANDOVER, type QueueOptions, startQueue } from '../../app/store/queue.ts';
import { fenceOf, type Run } from '../../app/store/run-row.ts';
import { createRun, onEachDatabase, runInput, SUCCESS, takeOver } from './databases.ts';

// What is waited for may take long on a busy machine.
vi.setConfig({ testTimeout: 150_000 });

onEachDatabase(database => {
  const start = (handler: QueueOptions['handler'], part: Partial<QueueOptions> = {}) =>
    startQueue(database.store.database, database.store, {
      worker: 'w1',
      concurrency: 4,
      onError: () => undefined,
      handler,
      ...part,
    });
  const end = (run: Run) => database.store.endRun(fenceOf(run), SUCCESS);
  const ended = (ids: string[], timeout = 100_000) =>
    vi.waitFor(
      async () => {
        const open = [
          ...(await database.store.listRuns({ state: 'queued' })),
          ...(await database.store.listRuns({ state: 'running' })),
        ];
        expect(open.filter(run => ids.includes(run.id))).toEqual([]);
      },
      { timeout, interval: 50 },
    );
  const create = async (part: Parameters<typeof runInput>[0] = {}) =>
    (await createRun(database.store, runInput(part))).run;

  test('200 short runs on 8 pull requests over two workers: in order for each, side by side, none dropped', async () => {
    const { repositoryId } = runInput();
    const runs: Run[] = [];
    for (let i = 0; i < 200; i++) runs.push(await create({ repositoryId, pr: i % 8 }));
    const seen: Run[] = [];
    const busy = new Set<number>();
    let most = 0;
    const handler = async (run: Run) => {
      expect(busy.has(run.pr)).toBe(false);
      busy.add(run.pr);
      most = Math.max(most, busy.size);
      await after(1);
      seen.push(run);
      busy.delete(run.pr);
      await end(run);
    };
    const queues = [await start(handler), await start(handler, { worker: 'w2' })];
    await ended(runs.map(run => run.id));
    await Promise.all(queues.map(queue => queue.stop()));
    for (let pr = 0; pr < 8; pr++) {
      const of = (list: Run[]) => list.filter(run => run.pr === pr).map(run => run.id);
      expect(of(seen)).toEqual(of(runs));
    }
    expect(seen.every(run => run.attempt === 1)).toBe(true);
    expect(most).toBeGreaterThan(1);
  });

  test('never more at once than its concurrency, and a free place is filled at once', async () => {
    let running = 0;
    let most = 0;
    const gates: (() => void)[] = [];
    const queue = await start(
      async run => {
        most = Math.max(most, ++running);
        await new Promise<void>(resolve => gates.push(resolve));
        running--;
        await end(run);
      },
      { concurrency: 2 },
    );
    const runs = [await create(), await create(), await create()];
    await vi.waitFor(() => expect(gates).toHaveLength(2), 20_000);
    expect(queue.active()).toHaveLength(2);
    gates[0]?.();
    await vi.waitFor(() => expect(gates).toHaveLength(3), 20_000);
    for (const open of gates) open();
    await ended(runs.map(run => run.id));
    await queue.stop();
    expect(most).toBe(2);
  });

  test('a handler that fails ends its run as failed and frees the pull request', async () => {
    const { repositoryId } = runInput();
    const bad = await create({ repositoryId });
    const silent = await create({ repositoryId });
    const good = await create({ repositoryId });
    const errors: (string | undefined)[] = [];
    const queue = await start(
      async run => {
        if (run.id === bad.id) throw new Error('defect');
        if (run.id === good.id) await end(run);
      },
      { onError: (_, id) => errors.push(id) },
    );
    await ended([bad.id, silent.id, good.id]);
    await queue.stop();
    expect(errors).toEqual([bad.id, silent.id]);
    expect(await database.store.getRun(bad.id)).toMatchObject({
      conclusion: 'failure',
      outcome: { error: { code: 'internal' }, notes: [expect.stringContaining('/speckit retry')] },
      // Nobody has shown that.
      showAt: expect.any(Date),
    });
    expect(await database.store.getRun(good.id)).toMatchObject({ conclusion: 'success' });
  });

  test('stop hands a running run over: the next worker has it at once, before those behind it', async () => {
    const { repositoryId } = runInput();
    const first = await create({ repositoryId });
    const second = await create({ repositoryId });
    const begun = Promise.withResolvers<void>();
    let reason: unknown;
    const queue = await start(async (_, signal) => {
      begun.resolve();
      await new Promise(resolve => signal.addEventListener('abort', resolve));
      reason = signal.reason;
    });
    await begun.promise;
    await queue.stop();
    expect(reason).toBe(HANDOVER);
    expect(await database.store.getRun(first.id)).toMatchObject({ state: 'running', attempt: 1 });

    const seen: [string, number][] = [];
    const next = await start(
      async run => {
        seen.push([run.id, run.attempt]);
        await end(run);
      },
      { worker: 'w2' },
    );
    await ended([first.id, second.id], 100_000);
    await next.stop();
    expect(seen).toEqual([
      [first.id, 2],
      [second.id, 1],
    ]);
  });

  test('stop does not wait for a handler that ignores it, and fences it off', async () => {
    const run = await create();
    const begun = Promise.withResolvers<Run>();
    const stuck = Promise.withResolvers<void>();
    const queue = await start(async claimed => {
      begun.resolve(claimed);
      await stuck.promise;
    });
    const late = await begun.promise;
    await queue.stop({ timeoutMs: 50 });
    const next = await start(end, { worker: 'w2' });
    await ended([run.id]);
    await next.stop();
    stuck.resolve();
    await expect(end(late)).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('a worker that was taken over is told, and its late end does not free the pull request', async () => {
    const { repositoryId } = runInput();
    const first = await create({ repositoryId });
    const second = await create({ repositoryId });
    const seen: string[] = [];
    let told: unknown;
    const queue = await start(async (run, signal) => {
      seen.push(run.id);
      if (run.id !== first.id) return void (await end(run));
      await takeOver(database.store, run.id);
      await new Promise(resolve => signal.addEventListener('abort', resolve));
      told = signal.reason;
      signal.throwIfAborted();
    });
    await vi.waitFor(() => expect(told).toMatchObject({ code: 'cancelled' }), { timeout: 100_000 });
    await vi.waitFor(() => expect(queue.active()).toEqual([]));
    expect(await database.store.getRun(first.id)).toMatchObject({ state: 'running', worker: 'w2' });
    expect(seen).toEqual([first.id]);
    await database.store.endRun({ id: first.id, attempt: 2, worker: 'w2' }, SUCCESS);
    await ended([second.id], 100_000);
    await queue.stop();
    expect(seen).toEqual([first.id, second.id]);
  });

  test('a queued run that was ended is passed over', async () => {
    const { repositoryId } = runInput();
    const [gone, next] = [await create({ repositoryId }), await create({ repositoryId })];
    await database.store.endQueuedRun(gone.id, { ...SUCCESS, conclusion: 'cancelled' });
    const seen: string[] = [];
    const queue = await start(async run => {
      seen.push(run.id);
      await end(run);
    });
    await ended([next.id]);
    await queue.stop();
    expect(seen).toEqual([next.id]);
  });

  test('a run whose worker went silent comes back within seconds, as the next attempt', async () => {
    const run = await create();
    // What a killed process leaves behind: the job taken, the run claimed, and no more heartbeats.
    const [job] = await database.store.database.boss.fetch('runs');
    expect(job?.data).toEqual({ runId: run.id });
    await database.store.claimRun(run.id, 'dead');
    const attempts: number[] = [];
    const queue = await start(async claimed => {
      attempts.push(claimed.attempt);
      await end(claimed);
    });
    await ended([run.id], 100_000);
    await queue.stop();
    expect(attempts).toEqual([2]);
  });

  test('a job that comes back while its run goes on here is not begun twice', async () => {
    const run = await create();
    const gate = Promise.withResolvers<void>();
    let begun = 0;
    const queue = await start(async claimed => {
      begun++;
      await gate.promise;
      await end(claimed);
    });
    await vi.waitFor(() => expect(begun).toBe(1));
    const { boss } = database.store.database;
    const [job] = await boss.findJobs('runs', { key: `${run.repositoryId}#7` });
    // What pg-boss does when the heartbeats stayed away, for instance with the database.
    await boss.fail('runs', job?.id ?? '');
    const state = async () => (await boss.findJobs('runs', { id: job?.id ?? '' }))[0]?.state;
    await vi.waitFor(async () => expect(await state()).toBe('active'), { timeout: 100_000 });
    gate.resolve();
    await ended([run.id]);
    await queue.stop();
    expect(begun).toBe(1);
    expect(await state()).toBe('completed');
    expect(await database.store.getRun(run.id)).toMatchObject({ attempt: 1, conclusion: 'success' });
  });
});

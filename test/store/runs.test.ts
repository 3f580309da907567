import { expect, test, vi } from 'vitest';
import type { Run } from '../../app/store/run-row.ts';
import { SpeckitError } from '../../shared/errors.ts';
import { claimedRun, createRun, onEachDatabase, runInput, SUCCESS, takeOver } from './databases.ts';

const ann = { id: 1, login: 'ann' };
const bob = { id: 2, login: 'bob' };

onEachDatabase(database => {
  const jobsOf = (run: Run) =>
    database.store.database.boss.findJobs('runs', { key: `${run.repositoryId}#${run.pr}` });

  test('a request makes one run and one job, however often and concurrently it is made', async () => {
    const input = runInput({
      work: { kind: 'phase', text: 'nul \0 and half \ud800' },
      commentId: 3_000_000_000,
    });
    const results = await Promise.all(Array.from({ length: 10 }, () => createRun(database.store, input)));
    expect(results.filter(result => result.created)).toHaveLength(1);
    const run = results[0]?.run as Run;
    expect(new Set(results.map(result => result.run.id))).toEqual(new Set([run.id]));
    expect(run).toMatchObject({ ...input, state: 'queued', attempt: 0, outputOffset: 0, checkRunIds: {} });
    expect(run.createdAt).toBeInstanceOf(Date);
    expect(run.outcome).toBeUndefined();
    expect(await database.store.getRun(run.id)).toEqual({ ...run, turn: expect.any(Number) });
    expect(await jobsOf(run)).toHaveLength(1);
  });

  test('a run is shown before it is queued, and what shows it is noted down with the job', async () => {
    const { store } = database;
    const { run } = await store.insertRun(runInput());
    expect(await jobsOf(run)).toHaveLength(0);
    const shown = { statusCommentId: 5, checkRunIds: { [run.headSha]: 6 } };
    await store.enqueueRun(run, shown);
    await store.enqueueRun(run, shown);
    expect(await jobsOf(run)).toHaveLength(1);
    expect(await store.getRun(run.id)).toMatchObject({ ...shown, state: 'queued' });
  });

  test('a run that ended while it was being shown is not queued any more', async () => {
    const { store } = database;
    const { run } = await store.insertRun(runInput());
    expect(await store.endQueuedRun(run.id, SUCCESS)).toBe(true);
    await store.enqueueRun(run, { checkRunIds: {} });
    expect(await jobsOf(run)).toHaveLength(0);
  });

  test('the runs of a pull request are found by id, prefix, commit and age', async () => {
    const { store } = database;
    const { repositoryId } = runInput();
    const runs: Run[] = [];
    for (const headSha of ['a', 'b', 'b'])
      runs.push((await createRun(store, runInput({ repositoryId, headSha: headSha.repeat(40) }))).run);
    const [first, second, third] = runs as [Run, Run, Run];
    await createRun(store, runInput({ repositoryId, pr: 8 }));

    expect((await store.newestRun(repositoryId, 7))?.id).toBe(third.id);
    expect((await store.findRun(repositoryId, 7, second.id.toUpperCase()))?.id).toBe(second.id);
    expect(await store.findRun(repositoryId, 8, second.id)).toBeUndefined();
    expect(await store.findRun(repositoryId, 7, '%')).toBeUndefined();
    await expect(store.findRun(repositoryId, 7, 'r')).rejects.toMatchObject({ code: 'usage' });
    const onB = await store.listRuns({ repositoryId, headSha: 'b'.repeat(40) });
    expect(onB.map(run => run.id)).toEqual([third.id, second.id]);
    expect((await store.activeRunsOf(repositoryId, 7)).map(run => run.id)).toEqual(runs.map(run => run.id));
    expect(await Promise.all(runs.map(run => store.queuePosition(run)))).toEqual([0, 1, 2]);

    await store.endQueuedRun(first.id, SUCCESS);
    expect(await store.queuePosition(third)).toBe(1);
    expect(await store.listRuns({ repositoryId, state: 'ended' })).toMatchObject([{ id: first.id }]);
  });

  test('checkpoints are kept, and only the owner of the newest attempt may write', async () => {
    const { store } = database;
    const { run, fence } = await claimedRun(store);
    expect(run).toMatchObject({ state: 'running', attempt: 1, worker: 'w1', startedAt: expect.any(Date) });
    for (const phase of ['prepare', 'connect'] as const) await store.checkpoint(fence, { phase });
    await store.checkpoint(fence, {
      phase: 'upload',
      sandboxId: 'box',
      checkRunIds: { ['a'.repeat(40)]: 9 },
    });
    await store.checkpoint(fence, { headSha: 'c'.repeat(40), sandboxId: undefined });
    await store.checkpoint(fence, {});
    await store.saveRunState(fence, Buffer.from('state'));
    expect(await store.getRun(run.id)).toMatchObject({
      phase: 'upload',
      headSha: 'c'.repeat(40),
      checkRunIds: { ['a'.repeat(40)]: 9 },
    });
    expect((await store.getRun(run.id))?.sandboxId).toBeUndefined();

    expect(await store.claimRun(run.id, 'w2')).toBeUndefined();
    const next = await takeOver(store, run.id);
    expect(next).toMatchObject({ attempt: 2, worker: 'w2', phase: 'upload', startedAt: run.startedAt });
    const late = await Promise.allSettled([
      store.checkpoint(fence, { phase: 'publish' }),
      store.assertOwner(fence),
      store.noteOutcome(fence, SUCCESS),
      store.endRun(fence, SUCCESS),
      store.saveRunState(fence, Buffer.from('late')),
      store.output.append(fence, 0, Buffer.from('late')),
    ]);
    const refused = { status: 'rejected', reason: { code: 'cancelled' } };
    expect(late).toMatchObject(late.map(() => refused));
    await store.handOver(fence);
    const newer = { id: run.id, attempt: 2, worker: 'w2' };
    expect(await store.renewLeases([fence, newer])).toEqual([fence]);
    await store.assertOwner(newer);
    const now = await store.getRun(run.id);
    expect(now).toMatchObject({ state: 'running', phase: 'upload', outputOffset: 0 });
    expect(now?.outcome).toBeUndefined();
    await store.noteOutcome(newer, SUCCESS);
    expect(await store.getRun(run.id)).toMatchObject({ state: 'running', outcome: SUCCESS });
    expect(Buffer.from((await store.readRunState(run.id)) ?? []).toString()).toBe('state');
  });

  test('an ended run keeps its outcome, completes its job and takes nothing more', async () => {
    const { store } = database;
    const { run, fence } = await claimedRun(store);
    const error = new SpeckitError('rejected', 'No.', { hint: 'Do it again.' });
    const ended = await store.endRun(fence, {
      ...SUCCESS,
      conclusion: 'failure',
      commitSha: 'd'.repeat(40),
      changes: [{ path: 'a', status: 'added' }],
      error,
    });
    expect(ended).toMatchObject({ state: 'ended', conclusion: 'failure', commitSha: 'd'.repeat(40) });
    const kept = await store.getRun(run.id);
    expect(kept).toEqual(ended);
    expect(kept?.outcome?.error).toBeInstanceOf(SpeckitError);
    expect(kept?.outcome?.error).toMatchObject({ code: 'rejected', message: 'No.', hint: 'Do it again.' });
    expect(await store.claimRun(run.id, 'w2')).toBeUndefined();
    await expect(store.endRun(fence, SUCCESS)).rejects.toMatchObject({ code: 'cancelled' });
    expect(await store.renewLeases([fence])).toEqual([]);
    expect(await jobsOf(run)).toMatchObject([{ state: 'completed' }]);
  });

  test('the first request to cancel counts, and is told to whoever watches, before or after', async () => {
    const { store } = database;
    const { run, fence } = await claimedRun(store);
    const told: unknown[] = [];
    const watches = [1, 2].map(() => store.watchCancel(run.id, request => told.push(request.by.login)));
    watches[1]?.stop();
    expect(await store.requestCancel(run.id, ann)).toMatchObject({
      state: 'running',
      cancelRequested: { by: ann },
    });
    await vi.waitFor(() => expect(told).toEqual(['ann']), 20_000);
    await store.requestCancel(run.id, bob);
    store.watchCancel(run.id, request => told.push(request.at));
    await vi.waitFor(() => expect(told).toEqual(['ann', expect.any(Date)]), 20_000);
    await store.endRun(fence, SUCCESS);
    expect(await store.requestCancel(run.id, bob)).toMatchObject({
      state: 'ended',
      cancelRequested: { by: ann },
    });
    expect(await store.requestCancel('rnothing', ann)).toBeUndefined();
  });

  test('a queued run can be ended, a running one cannot be ended that way', async () => {
    const { store } = database;
    const { run } = await createRun(store, runInput());
    expect(await store.requestCancel(run.id, ann)).toMatchObject({ state: 'queued' });
    expect(await store.endQueuedRun(run.id, { ...SUCCESS, conclusion: 'cancelled' })).toBe(true);
    expect(await store.endQueuedRun(run.id, SUCCESS)).toBe(false);
    expect(await store.getRun(run.id)).toMatchObject({ state: 'ended', conclusion: 'cancelled' });
    const { run: running } = await claimedRun(store);
    expect(await store.endQueuedRun(running.id, SUCCESS)).toBe(false);
  });
});

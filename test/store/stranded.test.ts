import { expect, test } from 'vitest';
import { repositoryLane, settlingLane } from '../../app/store/lanes.ts';
import { createRun, onEachDatabase, runInput, SUCCESS } from './databases.ts';

onEachDatabase(database => {
  const stranded = async (ageMs = 0) => (await database.store.strandedRuns(ageMs, 10)).map(({ id }) => id);

  test('what was stored and never queued is found once no delivery is left that would queue it', async () => {
    const { store } = database;
    const input = runInput();
    const { repositoryId } = input;
    const asked = { event: 'issue_comment', payload: {}, receivedAt: new Date(Date.now() - 60_000) };
    await store.storeDelivery({ ...asked, id: 'asks', lane: repositoryLane(repositoryId) });
    await store.storeDelivery({ ...asked, id: 'settles', lane: settlingLane(repositoryId, 7) });
    await store.storeDelivery({ ...asked, id: 'elsewhere', lane: repositoryLane(`${repositoryId}1`) });
    const { run } = await store.insertRun(input);
    const { run: ended } = await store.insertRun(runInput());
    await store.endQueuedRun(ended.id, SUCCESS);
    await createRun(store, runInput());
    expect(await stranded()).toEqual([]);

    await store.database.query(`UPDATE speckit.deliveries SET state = 'failed' WHERE id = 'asks'`);
    const later = { ...asked, id: 'later', receivedAt: new Date(Date.now() + 60_000) };
    await store.storeDelivery({ ...later, lane: repositoryLane(repositoryId) });
    expect(await stranded()).toEqual([run.id]);
    expect(await stranded(3_600_000)).toEqual([]);
    await store.enqueueRun(run, { checkRunIds: {} });
    expect(await stranded()).toEqual([]);
  });

  test('queueing again without a check run keeps the one that is known', async () => {
    const { store } = database;
    const { run } = await store.insertRun(runInput());
    const checkRunIds = { [run.headSha]: 6 };
    await store.enqueueRun(run, { statusCommentId: 5, checkRunIds });
    await store.enqueueRun(run, { checkRunIds: {} });
    expect(await store.getRun(run.id)).toMatchObject({ statusCommentId: 5, checkRunIds });
  });
});

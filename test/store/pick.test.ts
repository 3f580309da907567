import { expect, test, vi } from 'vitest';
import { type QueueOptions, startQueue } from '../../app/store/queue.ts';
import { fenceOf, type Run } from '../../app/store/run-row.ts';
import { createRun, onEachDatabase, runInput, SUCCESS } from './databases.ts';

vi.setConfig({ testTimeout: 150_000 });

onEachDatabase(database => {
  const start = (part: Pick<QueueOptions, 'handler' | 'concurrency'> & Partial<QueueOptions>) =>
    startQueue(database.store.database, database.store, {
      worker: 'w1',
      onError: error => database.errors.push(error),
      ...part,
    });
  const end = (run: Run) => database.store.endRun(fenceOf(run), SUCCESS);
  const queued = async (count: number, part: Parameters<typeof runInput>[0] = {}) => {
    const runs: Run[] = [];
    for (let pr = 1; pr <= count; pr++)
      runs.push((await createRun(database.store, runInput({ pr, ...part }))).run);
    return runs;
  };
  const noneLeft = async () => {
    await vi.waitFor(
      async () => {
        expect(await database.store.listRuns({ state: 'queued', limit: 1 })).toEqual([]);
        expect(await database.store.listRuns({ state: 'running', limit: 1 })).toEqual([]);
      },
      { timeout: 100_000, interval: 50 },
    );
  };

  test('a flood from one repository does not keep the next one waiting', async () => {
    const [flood, calm, third] = [runInput().repositoryId, runInput().repositoryId, runInput().repositoryId];
    await queued(40, { repositoryId: flood });
    const seen: number[] = [];
    const late: number[] = [];
    const queue = await start({
      concurrency: 1,
      async handler(run) {
        seen.push(run.repositoryId);
        if (seen.length === 5) await queued(3, { repositoryId: calm });
        if (seen.length === 8) await queued(1, { repositoryId: third });
        if (run.repositoryId === third) late.push(seen.length);
        await end(run);
      },
    });
    await noneLeft();
    await queue.stop();
    // They take turns from then on; the flood's runs go on in between and after.
    const turns = seen.slice(5, 13);
    expect(turns.filter(id => id === calm)).toHaveLength(3);
    expect(late[0]).toBeLessThanOrEqual(12);
    expect(seen).toHaveLength(44);
  });

  test('no more at once of a repository or a person than the caps say, over two processes', async () => {
    const [first, second] = [runInput().repositoryId, runInput().repositoryId];
    const people = [11, 12, 13].map(id => ({ id, login: `person-${id}` }));
    for (const sender of people) {
      await queued(4, { repositoryId: first, sender });
      await queued(4, { repositoryId: second, sender });
    }
    const under = new Set<Run>();
    const most = { all: 0, repository: 0, person: 0 };
    const note = () => {
      const count = (of: (run: Run) => number) =>
        Math.max(...[...Map.groupBy(under, of).values()].map(runs => runs.length));
      most.all = Math.max(most.all, under.size);
      most.repository = Math.max(
        most.repository,
        count(run => run.repositoryId),
      );
      most.person = Math.max(
        most.person,
        count(run => run.sender.id),
      );
    };
    const handler = async (run: Run) => {
      under.add(run);
      note();
      // Long enough that others begin meanwhile: a turn of the database.
      await database.store.getRun(run.id);
      await database.store.listRuns();
      under.delete(run);
      await end(run);
    };
    const options = { concurrency: 8, handler, atOnce: { repository: 3, person: 2 } };
    const queues = [await start(options), await start({ ...options, worker: 'w2' })];
    await noneLeft();
    await Promise.all(queues.map(queue => queue.stop()));
    expect(most.repository).toBeLessThanOrEqual(3);
    expect(most.person).toBeLessThanOrEqual(2);
    expect(most.all).toBeGreaterThan(1);
  });
});

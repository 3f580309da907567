import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type QueueWorker, type RunView, startQueueWorker } from '../bench/queue/start.ts';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.ts';

const RUNS = 1_000;
const missing = postgresMissing();

describe.skipIf(missing)(missing || 'two worker processes on one PostgreSQL', () => {
  let server: PostgresServer;
  const workers: QueueWorker[] = [];
  beforeAll(async () => {
    server = await startPostgres();
    const database = { dataDir: '', databaseUrl: await server.database('race') };
    for (let started = 0; started < 2; started++)
      workers.push(await startQueueWorker({ database, concurrency: 16, runMs: 0 }));
  });
  afterAll(async () => {
    await Promise.all(workers.map(worker => worker[Symbol.asyncDispose]()));
    await server?.dispose();
  });

  test(`race for ${RUNS} short runs: each is done once, those of a pull request in order`, async () => {
    const [first] = workers;
    if (!first) throw new Error('no worker was started');
    await first.ask({ ask: 'fill', runs: RUNS, pullRequests: 5 });
    await Promise.all(workers.map(worker => worker.ask({ ask: 'work' })));
    while ((await first.ask<number>({ ask: 'left' })) > 0) await pause(50);
    const parts = await Promise.all(
      workers.map(worker => worker.ask<{ handled: number; failures: string[] }>({ ask: 'handled' })),
    );
    expect(parts.flatMap(({ failures }) => failures)).toEqual([]);
    expect(parts.reduce((sum, { handled }) => sum + handled, 0)).toBe(RUNS);
    expect(parts.every(({ handled }) => handled > 0)).toBe(true);
    const runs = await first.ask<RunView[]>({ ask: 'runs' });
    expect(runs).toHaveLength(RUNS);
    expect(runs.filter(({ attempt }) => attempt !== 1)).toEqual([]);
    expect(new Set(runs.map(({ worker }) => worker)).size).toBe(2);
    const lanes = Map.groupBy(runs, ({ repositoryId, pr }) => `${repositoryId}#${pr}`);
    expect(lanes.size).toBe(100);
    for (const lane of lanes.values()) {
      lane.sort((a, b) => a.seq - b.seq);
      for (const [index, run] of lane.entries()) {
        const before = lane[index - 1];
        if (before) expect(run.startedAt).toBeGreaterThanOrEqual(before.endedAt);
      }
    }
  }, 300_000);
});

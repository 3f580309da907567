/**
 * A worker of the queue in a process of its own, whose runs only take time. Started by `startQueueWorker`; answers
 * {@link Ask}s. Ends with its parent.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { startQueue } from '../../../app/store/queue.ts';
import { fenceOf } from '../../../app/store/run-row.ts';
import { openStore } from '../../../app/store/store.ts';
import type { Ask, QueueWorkerOptions } from './start.ts';

const { database, concurrency, runMs } = JSON.parse(process.argv[2] ?? '') as QueueWorkerOptions;
const failures: string[] = [];
const store = await openStore({ ...database, onError: error => failures.push(String(error)) });
const outcome = { conclusion: 'success', title: 'Done.', notes: [], changes: [] } as const;
let handled = 0;

async function answer(ask: Ask): Promise<unknown> {
  switch (ask.ask) {
    case 'fill':
      for (let made = 0; made < ask.runs; made++) {
        const { run } = await store.insertRun({
          requestKey: `bench:${made}`,
          ...{ installationId: 1, repositoryId: 1 + (made % 20), owner: 'acme', repo: 'shop' },
          pr: 1 + (Math.floor(made / 20) % ask.pullRequests),
          sender: { id: 1, login: 'alice' },
          work: { work: { kind: 'shell', command: 'true' }, flags: {} },
          profile: { driver: 'local' },
          ...{ headSha: 'a'.repeat(40), headRef: 'feature', exactSha: false },
        });
        await store.enqueueRun(run, { checkRunIds: {} });
      }
      return undefined;
    case 'work':
      await startQueue(store.database, store, {
        worker: `worker-${process.pid}`,
        concurrency,
        onError: error => failures.push(String(error)),
        async handler(run) {
          handled += 1;
          await store.checkpoint(fenceOf(run), { phase: 'prepare' });
          if (runMs > 0) await pause(runMs);
          await store.endRun(fenceOf(run), { ...outcome, notes: [], changes: [] });
        },
      });
      return undefined;
    case 'left': {
      const [row] = await store.database.query<{ left: number }>(
        `SELECT count(*)::int AS left FROM speckit.runs WHERE state <> 'ended'`,
      );
      return row?.left;
    }
    case 'runs':
      return (await store.listRuns({ limit: 10_000 })).map(({ id, pr, repositoryId, seq, ...run }) => ({
        ...{ id, pr, repositoryId, seq, attempt: run.attempt, worker: run.worker },
        ...{ startedAt: run.startedAt?.getTime(), endedAt: run.endedAt?.getTime() },
      }));
    case 'handled':
      return { handled, failures };
  }
}

process.on('message', async (ask: Ask) => {
  process.send?.({ value: await answer(ask).catch((error: Error) => ({ failed: error.stack })) });
});
process.on('disconnect', () => process.exit());
process.send?.('ready');

import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

export interface QueueWorkerOptions {
  database: { dataDir: string; databaseUrl?: string };
  concurrency: number;
  /** How long each run takes. */
  runMs: number;
}

export type Ask =
  /** Queues so many runs of twenty repositories with so many pull requests each. */
  | { ask: 'fill'; runs: number; pullRequests: number }
  | { ask: 'work' }
  | { ask: 'left' }
  | { ask: 'runs' }
  | { ask: 'handled' };

/** What a worker tells of a run. */
export interface RunView {
  id: string;
  repositoryId: number;
  pr: number;
  seq: number;
  attempt: number;
  worker: string;
  startedAt: number;
  endedAt: number;
}

/** A worker of the real queue in a process of its own. */
export interface QueueWorker extends AsyncDisposable {
  /** One question at a time. */
  ask<T>(ask: Ask): Promise<T>;
}

export async function startQueueWorker(options: QueueWorkerOptions): Promise<QueueWorker> {
  const child = fork(path.join(import.meta.dirname, 'worker.ts'), [JSON.stringify(options)]);
  const ended = once(child, 'exit');
  const next = async () => {
    const answered = once(child, 'message');
    const [message] = await Promise.race([
      answered,
      ended.then(([code]) => {
        throw new Error(`A worker of the queue ended with ${code}`);
      }),
    ]);
    return message;
  };
  await next();
  return {
    async ask<T>(ask: Ask) {
      const answer = next();
      child.send(ask);
      const { value } = (await answer) as { value: T & { failed?: string } };
      if (value?.failed) throw new Error(value.failed);
      return value as T;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

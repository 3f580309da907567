import type { SqlDatabase } from '../store/sql.ts';

/** What one look found, a phrase for each part. */
export interface HealthState {
  ready: boolean;
  database: string;
  /** Of a worker: whether runs are being looked for. */
  queue?: string;
}

export interface Health {
  /** Never rejects. */
  look(): Promise<HealthState>;
  /** From now on the process is not ready: it takes no more work. */
  stop(): void;
}

export interface HealthOptions {
  database: Pick<SqlDatabase, 'query'>;
  /** Milliseconds since this worker last looked for runs; absent where it is none. */
  queueIdleMs?: (() => number) | undefined;
}

const ANSWER_MS = 3_000;
/** It looks every two seconds. */
const QUEUE_STUCK_MS = 30_000;

/** Whether this process can do its work: the database answers with the queue in it, and the worker looks for runs. */
export function createHealth({ database, queueIdleMs }: HealthOptions): Health {
  let stopping = false;
  const ask = async (): Promise<string> => {
    const late = Promise.withResolvers<string>();
    const timer = setTimeout(() => late.resolve('does not answer'), ANSWER_MS);
    const asked = database.query(`SELECT name FROM speckit_queue.queue WHERE name = 'runs'`).then(
      rows => (rows.length > 0 ? 'ok' : 'has no queue'),
      () => 'does not answer',
    );
    try {
      return await Promise.race([asked, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    async look() {
      const state = await ask();
      const queue = queueIdleMs && (queueIdleMs() > QUEUE_STUCK_MS ? 'runs are not looked for' : 'ok');
      const ready = !stopping && state === 'ok' && (queue ?? 'ok') === 'ok';
      return { ready, database: state, ...(queue === undefined ? {} : { queue }) };
    },
    stop() {
      stopping = true;
    },
  };
}

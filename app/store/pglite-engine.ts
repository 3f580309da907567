import { fork } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { SpeckitError } from '../../shared/errors.ts';
import { databaseError } from './database-errors.ts';
import type { Call, Failure, Told } from './pglite-process.ts';
import type { Notice, Row, Sql } from './sql.ts';

/** Built, it stands there as JavaScript. */
const ENTRY = join(import.meta.dirname, `pglite-process${extname(import.meta.filename)}`);

type Operation = Call extends infer C ? (C extends Call ? Omit<C, 'id'> : never) : never;

/**
 * The embedded database's process. Calls are carried out in the order in which they are made; they reject with what
 * the database says, or with `unreachable` when its process ends.
 */
export interface Engine extends Sql {
  script(text: string): Promise<Row[]>;
  /** Resolves once everything is written and the process has ended. */
  close(): Promise<void>;
}

export interface EngineListeners {
  onNotice(notice: Notice): void;
  /** It has ended, by itself or not: every further call would reject. */
  onEnd(): void;
}

/** Starts it on `dataDir`. @throws SpeckitError `denied` when another process has that folder */
export async function startEngine(dataDir: string, { onNotice, onEnd }: EngineListeners): Promise<Engine> {
  const child = fork(ENTRY, [dataDir], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
    // It needs none of the server's secrets.
    env: {},
  });
  const exit = once(child, 'exit');
  const opened = Promise.withResolvers<void>();
  const waiting = new Map<number, PromiseWithResolvers<Row[]>>();
  let calls = 0;
  let ended = false;

  child.on('message', (told: Told) => {
    switch (told.kind) {
      case 'open':
        return opened.resolve();
      case 'notice':
        return onNotice(told.notice as Notice);
      case 'rows':
        waiting.get(told.id)?.resolve(told.rows);
        return waiting.delete(told.id);
      case 'failed':
        (told.id === undefined ? opened : waiting.get(told.id))?.reject(errorOf(told.failure));
        return told.id !== undefined && waiting.delete(told.id);
    }
  });
  child.once('exit', () => {
    ended = true;
    onEnd();
    opened.reject(gone());
    for (const { reject } of waiting.values()) reject(gone());
  });

  const call = async (operation: Operation): Promise<Row[]> => {
    if (ended || !child.connected) throw gone();
    const id = ++calls;
    const answer = Promise.withResolvers<Row[]>();
    waiting.set(id, answer);
    child.send({ id, ...operation });
    return await answer.promise;
  };
  const end = async () => {
    if (child.connected) child.disconnect();
    await exit;
  };

  try {
    await opened.promise;
  } catch (error) {
    await end();
    throw error;
  }
  return {
    query: async <R extends object>(text: string, params: readonly unknown[] = []) =>
      (await call({ op: 'query', text, params })) as R[],
    script: text => call({ op: 'script', text }),
    async close() {
      try {
        if (!ended) await call({ op: 'close' });
      } finally {
        await end();
      }
    },
  };
}

function errorOf({ message, code, hint, speckit, detail }: Failure): unknown {
  if (speckit) return new SpeckitError(code as SpeckitError['code'], message, { hint: hint ?? '' });
  return databaseError(Object.assign(new Error(message), { code, detail }));
}

function gone(): SpeckitError {
  return new SpeckitError('unreachable', 'The embedded database has ended.', {
    hint: 'It is started again by itself; when this repeats, the server log and the memory of the machine tell why.',
  });
}

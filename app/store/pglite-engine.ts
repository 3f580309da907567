import { fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { SpeckitError } from '../../shared/errors.ts';
import { databaseError } from './database-errors.ts';
import type { Call, Failure, Told } from './pglite-process.ts';
import type { Notice, Row, Sql } from './sql.ts';

/** Built, it stands there as JavaScript. */
const ENTRY = join(import.meta.dirname, `pglite-process${extname(import.meta.filename)}`);

/** Longer than a start or any statement of ours takes; a database that says nothing for so long never will. */
const SILENT_MS = 60_000;
/** Maintenance may take so many times longer. */
const PATIENCE = 30;

type Waiting = PromiseWithResolvers<Row[]> & { call: Call; first: boolean };

/**
 * The embedded database's process. It has one call at a time, so those that go first wait for no more than that; the
 * others come in the order in which they are made. They reject with what the database says, or with `unreachable` when
 * its process ends.
 */
export interface Engine extends Sql {
  script(text: string): Promise<Row[]>;
  /** Resolves once everything is written and the process has ended. */
  close(): Promise<void>;
}

export interface EngineOptions {
  onNotice(notice: Notice): void;
  /** After how long without an answer it is ended; default one minute. */
  silentMs?: number | undefined;
  /** It has ended, by itself or not: every further call would reject. */
  onEnd(): void;
}

/** Starts it on `dataDir`. @throws SpeckitError `denied` when another process has that folder */
export async function startEngine(
  dataDir: string,
  { onNotice, onEnd, silentMs = SILENT_MS }: EngineOptions,
): Promise<Engine> {
  const child = fork(ENTRY, [dataDir], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
    // It needs none of the server's secrets.
    env: {},
  });
  const exit = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  const waiting: Waiting[] = [];
  let underWay: Waiting | undefined;
  let ended = false;

  /** Ends it when it says nothing any more; whatever waits is told then. */
  let watchdog = setTimeout(() => child.kill('SIGKILL'), SILENT_MS);
  const next = () => {
    clearTimeout(watchdog);
    underWay = waiting.shift();
    if (!underWay) return;
    const ms = underWay.call.op === 'script' ? PATIENCE * silentMs : silentMs;
    watchdog = setTimeout(() => child.kill('SIGKILL'), ms);
    child.send(underWay.call);
  };
  child.on('message', (told: Told) => {
    switch (told.kind) {
      case 'open':
        clearTimeout(watchdog);
        return opened.resolve();
      case 'notice':
        return onNotice(told.notice as Notice);
      case 'rows':
        underWay?.resolve(told.rows);
        return next();
      case 'failed':
        if (underWay) underWay.reject(errorOf(told.failure));
        else opened.reject(notOpened(told.failure));
        return next();
    }
  });
  const onGone = (cause?: unknown) => {
    if (ended) return;
    ended = true;
    clearTimeout(watchdog);
    onEnd();
    opened.reject(gone(cause));
    underWay?.reject(gone(cause));
    for (const { reject } of waiting) reject(gone(cause));
    exit.resolve();
  };
  child.once('exit', () => onGone());
  // It could not be started, or it closed its end while something was sent.
  child.on('error', error => {
    child.kill('SIGKILL');
    onGone(error);
  });

  const call = async (call: Call, turn?: 'first'): Promise<Row[]> => {
    if (ended || !child.connected) throw gone();
    const answer = Promise.withResolvers<Row[]>();
    const one = { ...answer, call, first: turn === 'first' };
    const at = one.first ? waiting.findIndex(other => !other.first) : -1;
    waiting.splice(at === -1 ? waiting.length : at, 0, one);
    if (!underWay) next();
    return await answer.promise;
  };
  const end = async () => {
    if (child.connected) child.disconnect();
    await exit.promise;
  };

  try {
    await opened.promise;
  } catch (error) {
    await end();
    throw error;
  }
  return {
    query: async <R extends object>(text: string, params: readonly unknown[] = [], turn?: 'first') =>
      (await call({ op: 'query', text, params }, turn)) as R[],
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

function notOpened(failure: Failure): unknown {
  const cause = errorOf(failure);
  if (cause instanceof SpeckitError) return cause;
  return new SpeckitError('unreachable', 'The embedded database cannot be opened.', {
    hint: 'Check that its disk has room and that the server may write to DATA_DIR; it is tried again by itself.',
    cause,
  });
}

function gone(cause?: unknown): SpeckitError {
  return new SpeckitError('unreachable', 'The embedded database has ended.', {
    hint: 'It is started again by itself; when this repeats, the server log and the memory of the machine tell why.',
    cause,
  });
}

/**
 * The embedded database in a process of its own, started by `pglite.ts`: a statement keeps nobody else waiting, and
 * its few hundred megabytes don't make every process that the server starts slow to fork. Ends with its parent.
 */
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { isSpeckitError } from '../../shared/errors.ts';
import { lockDataFolder } from './lock.ts';
import { NOTICE_CHANNEL, type Row } from './sql.ts';

/** What the parent asks, one call after the answer to the other. */
export type Call =
  | { op: 'query'; text: string; params: readonly unknown[] }
  | { op: 'script'; text: string }
  | { op: 'close' };

/** An error as it crosses the border: one of ours, or the database's with its SQLSTATE. */
export type Failure = { message: string; code?: string; hint?: string; speckit: boolean; detail?: string };

export type Told =
  | { kind: 'open' }
  | { kind: 'rows'; rows: Row[] }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'notice'; notice: string };

/** Its usual 128 MB of buffers are memory that a store this small never needs. */
const START_PARAMS = [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB', '-c', 'wal_buffers=1MB'];

// Nobody waits for an answer any more; what was answered is written.
process.on('disconnect', () => process.exit());
// These reach the whole group of a terminal or a service; the parent still has to write what it lets go of.
process.on('SIGINT', () => undefined).on('SIGTERM', () => undefined);

const tell = (told: Told) => void process.send?.(told);

async function open(dataDir: string) {
  const lock = await lockDataFolder(dataDir, process.ppid);
  const pglite = await PGlite.create({ dataDir: join(dataDir, 'db'), startParams: START_PARAMS });
  await pglite.listen(NOTICE_CHANNEL, notice => tell({ kind: 'notice', notice }));
  return {
    async answer(call: Call): Promise<Row[]> {
      switch (call.op) {
        case 'query':
          return (await pglite.query<Row>(call.text, [...call.params])).rows;
        case 'script':
          return await script(pglite, call.text);
        case 'close':
          await pglite.close();
          await lock.release();
          return [];
      }
    },
  };
}

async function script(pglite: PGlite, text: string): Promise<Row[]> {
  try {
    const results = await pglite.exec(text);
    return results.flatMap(result => result.rows as Row[]);
  } catch (error) {
    // It may have begun a transaction, and the one connection would stay in it for everybody.
    await pglite.query('ROLLBACK');
    throw error;
  }
}

/** Whether PostgreSQL has given up, as when there is no room for its log. */
function isFatal(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && ['PANIC', 'FATAL'].includes(String(error.severity));
}

function failureOf(error: unknown): Failure {
  const { message } = error instanceof Error ? error : new Error(String(error));
  if (isSpeckitError(error)) return { message, code: error.code, hint: error.hint, speckit: true };
  const { code, detail } = error as { code?: string; detail?: string };
  return { message, speckit: false, ...(code ? { code } : {}), ...(detail ? { detail } : {}) };
}

try {
  const database = await open(process.argv[2] ?? '');
  process.on('message', async (call: Call) => {
    try {
      tell({ kind: 'rows', rows: await database.answer(call) });
    } catch (error) {
      const told: Told = { kind: 'failed', failure: failureOf(error) };
      // What follows would never be answered; a fresh start recovers what was answered.
      if (isFatal(error)) process.send?.(told, () => process.exit(1));
      else tell(told);
    }
  });
  tell({ kind: 'open' });
} catch (error) {
  tell({ kind: 'failed', failure: failureOf(error) });
}

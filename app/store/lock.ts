import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SpeckitError } from '../../shared/errors.ts';

/** Who holds a data folder, as written beside the lock for people to read. */
export interface LockHolder {
  pid: number;
  host: string;
  /** ISO 8601. */
  since: string;
}

export interface DataFolderLock {
  release(): Promise<void>;
}

const SQLITE_BUSY = 5;

/**
 * Locks `dataDir` (made if missing) for this process, because two processes on one embedded database
 * silently lose rows. The lock is the operating system's own lock on `server.lock`, taken through
 * SQLite since Node offers none itself: it ends with the process however that dies, so there is
 * nothing stale to detect, and it also holds between containers that share the folder.
 * Rejects with `denied` and the holder's process id when it is taken.
 */
export async function lockDataFolder(dataDir: string): Promise<DataFolderLock> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const holderFile = join(dataDir, 'server.json');
  const file = new DatabaseSync(join(dataDir, 'server.lock'));
  try {
    file.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    file.close();
    const busy = cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY;
    throw busy ? taken(dataDir, await readHolder(holderFile), cause) : cause;
  }
  const holder: LockHolder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  try {
    await writeFile(holderFile, JSON.stringify(holder));
  } catch (error) {
    file.close();
    throw error;
  }
  return {
    async release() {
      if (!file.isOpen) return;
      await rm(holderFile, { force: true });
      file.close();
    },
  };
}

/** Undefined while the other process has the lock but has not written its name yet. */
async function readHolder(path: string): Promise<LockHolder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as LockHolder;
  } catch {
    return undefined;
  }
}

function taken(dataDir: string, holder: LockHolder | undefined, cause: unknown): SpeckitError {
  const who = holder ? `process ${holder.pid} on ${holder.host} (since ${holder.since})` : 'another process';
  return new SpeckitError('denied', `The data folder ${dataDir} is in use by ${who}.`, {
    hint: 'Stop that server first, give this one a data folder of its own, or set DATABASE_URL so that several servers share one PostgreSQL.',
    cause,
  });
}

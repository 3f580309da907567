import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
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
/** How long the database of a server that was killed may take to end, which it does by itself. */
const ORPHAN_MS = 10_000;

/**
 * Locks `dataDir` (made if missing) for this process, because two processes on one embedded database
 * silently lose rows. The lock is the operating system's own lock on `server.lock`, taken through
 * SQLite since Node offers none itself: it ends with the process however that dies, so there is
 * nothing stale to detect, and it also holds between containers that share the folder.
 * @param pid the process that people know as the holder: the server that this process works for
 * @throws SpeckitError `denied` with the holder's process id when it is taken
 */
export async function lockDataFolder(dataDir: string, pid = process.pid): Promise<DataFolderLock> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const holderFile = join(dataDir, 'server.json');
  const file = await lockFile(dataDir, holderFile);
  const holder: LockHolder = { pid, host: hostname(), since: new Date().toISOString() };
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

async function lockFile(dataDir: string, holderFile: string): Promise<DatabaseSync> {
  for (const start = Date.now(); ; await pause(50)) {
    const file = new DatabaseSync(join(dataDir, 'server.lock'));
    try {
      file.exec('BEGIN EXCLUSIVE');
      return file;
    } catch (cause) {
      file.close();
      if (!(cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY)) throw cause;
      const holder = await readHolder(holderFile);
      if (!isGone(holder) || Date.now() - start > ORPHAN_MS) throw taken(dataDir, holder, cause);
    }
  }
}

/** Whether the holder is a process of this machine that has ended. */
function isGone(holder: LockHolder | undefined): boolean {
  if (holder?.host !== hostname()) return false;
  try {
    return !process.kill(holder.pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
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

import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

/** A holder proves that it lives by touching the file this often. */
const BEAT_MS = 5_000;
/** A lock that nobody touched for so long was left behind by a crash, wherever it happened. */
const STALE_MS = 60_000;
const RETRY_MS = 50;

const me = { host: hostname(), pid: process.pid, session: randomUUID() };
const queues = new Map<string, Promise<unknown>>();

/**
 * Runs `work` while nobody else holds the lock file `path`: callers in this process queue up in order, other
 * processes, on this machine or on the same disk, are kept out by the file. Aborting `signal` stops the wait.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  signal?: AbortSignal | undefined,
): Promise<T> {
  const before = queues.get(path) ?? Promise.resolve();
  const gaveUp = Promise.withResolvers<never>();
  const onAbort = () => gaveUp.reject(signal?.reason);
  const mine = before.then(() => {
    // From here on the work itself answers to the signal.
    signal?.removeEventListener('abort', onAbort);
    return runLocked(path, work, signal);
  });
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort, { once: true });
  const settled = mine.catch(() => undefined);
  queues.set(path, settled);
  void settled.then(() => {
    if (queues.get(path) === settled) queues.delete(path);
  });
  return Promise.race([mine, gaveUp.promise]);
}

/** Whether somebody who is alive holds the lock file `path`. */
export async function isLocked(path: string): Promise<boolean> {
  try {
    await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  return (await staleContent(path)) === undefined;
}

async function runLocked<T>(
  path: string,
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  signal?.throwIfAborted();
  while (!(await take(path))) {
    const content = await staleContent(path);
    if (content !== undefined) await removeStale(path, content);
    else await pause(RETRY_MS);
    signal?.throwIfAborted();
  }
  const beat = setInterval(() => {
    const now = new Date();
    // A missed beat only matters after a minute of them.
    utimes(path, now, now).catch(() => undefined);
  }, BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  // Written aside and linked, so that nobody ever reads a lock without its holder.
  const draft = `${path}.${randomUUID()}`;
  const file = await open(draft, 'wx');
  try {
    await file.writeFile(JSON.stringify(me));
    await file.close();
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** The lock's content if its holder is gone, else `undefined`. */
async function staleContent(path: string): Promise<string | undefined> {
  try {
    const [content, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    if (Date.now() - mtimeMs > STALE_MS) return content;
    const holder = JSON.parse(content) as typeof me;
    if (holder.host !== me.host) return undefined;
    const alive = holder.pid === me.pid ? holder.session === me.session : isAlive(holder.pid);
    return alive ? undefined : content;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Two waiters may find the same lock stale; whoever moves a newer one away puts it back. */
async function removeStale(path: string, content: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    if ((await readFile(aside, 'utf8')) !== content) await link(aside, path);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

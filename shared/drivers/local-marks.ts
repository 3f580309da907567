import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { SpeckitError } from '../errors.ts';

/** The environment variable that tells whose process this is, also after it made a session of its own. */
export const SANDBOX_MARK = 'SPECKIT_REMOTE_SANDBOX';

const KILL_MS = 10_000;

/**
 * Kills every process whose environment says `name=value`, until there is none left.
 * Only Linux shows the environment of other processes; elsewhere this finds nobody.
 */
export async function killMarked(name: string, value: string): Promise<void> {
  const until = performance.now() + KILL_MS;
  for (;;) {
    const pids = await markedPids(`${name}=${value}`);
    if (pids.length === 0) return;
    if (performance.now() > until) {
      throw new SpeckitError('internal', `Processes of the sandbox do not end: ${pids.join(', ')}.`, {
        hint: 'They hang in the kernel, mostly on a dead network disk; end them by hand.',
      });
    }
    for (const pid of pids) kill(pid);
    await pause(10);
  }
}

/** Kills the process group of `pid`, if there still is one. */
export const killGroup = (pid: number) => kill(-pid);

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** The processes whose environment has this entry; on Linux only. */
export async function markedPids(entry: string): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name) && name !== String(process.pid));
  const found = await Promise.all(
    pids.map(async pid => ((await hasEntry(pid, entry)) ? Number(pid) : undefined)),
  );
  return found.filter(pid => pid !== undefined);
}

async function hasEntry(pid: string, entry: string): Promise<boolean> {
  try {
    return (await readFile(`/proc/${pid}/environ`, 'latin1')).split('\0').includes(entry);
  } catch {
    // It ended meanwhile, or is another user's and so none of ours.
    return false;
  }
}

import { SpeckitError } from '../../errors.ts';
import type { CallOptions, Sandbox } from '../types.ts';

/** A tree is walked at most this often. */
const DISK_EVERY_MS = 30_000;

/** Measures by `measure`, which costs something, and answers with what is at hand in between. */
export function rarely(measure: (options: CallOptions) => Promise<number>) {
  let last: { at: number; bytes: number } | undefined;
  return async (options: CallOptions): Promise<number> => {
    if (!last || performance.now() - last.at > DISK_EVERY_MS) {
      last = { bytes: await measure(options), at: performance.now() };
    }
    return last.bytes;
  };
}

/** What the files in a folder of the sandbox take up on its disk, in bytes; other disks inside do not count. */
export async function folderSize(
  exec: Sandbox['exec'],
  folder: string,
  options: CallOptions,
): Promise<number> {
  // Without what it may not read, and it then ends with 1.
  const { stdout } = await exec(['du', '-skx', folder], options);
  const kilobytes = Number.parseInt(stdout.toString(), 10);
  if (!Number.isNaN(kilobytes)) return kilobytes * 1024;
  throw new SpeckitError('unsupported', `The size of ${folder} cannot be measured in the sandbox.`, {
    hint: 'Its image needs a `du`.',
  });
}

/** Prints how many KiB are left where the folder `$1` is; nothing where that cannot be told. */
const FREE = 'df -Pk "$1" 2>/dev/null | { read -r _; read -r _ _ _ free _; echo "$free"; }';
const FULL_KIB = 1024;

/** The error to throw in place of `error` when a file could not be written into `folder` because its disk is full. */
export async function orDiskFull(exec: Sandbox['exec'], folder: string, error: unknown): Promise<unknown> {
  try {
    const { stdout } = await exec(['sh', '-c', FREE, 'sh', folder]);
    const free = Number.parseInt(stdout.toString(), 10);
    return free < FULL_KIB ? diskFull(error) : error;
  } catch {
    // A sandbox that cannot be asked either has another trouble, which the first error tells.
    return error;
  }
}

export const diskFull = (cause: unknown) =>
  new SpeckitError('exhausted', 'The disk of the sandbox is full.', {
    hint: 'Make room on it, give the sandbox more, or let the command write less.',
    cause,
  });

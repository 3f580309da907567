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

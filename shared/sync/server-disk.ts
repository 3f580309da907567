import { statfs } from 'node:fs/promises';
import { diskFullHere, isSpeckitError } from '../errors.ts';

/** Less free space than this explains why git failed. */
const FULL_BYTES = 16 * 1024 * 1024;

/** Whether less than `needed` bytes (at least 16 MiB) are free for us on the disk of `folder` on this machine. */
export async function isServerDiskFull(folder: string, needed = 0): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize < Math.max(FULL_BYTES, needed);
}

/**
 * The error to throw in place of `error`, with which something was not written into `folder` on this machine: one that
 * names the full disk if that is why, as git tells it in prose only, else `error` itself.
 * @param needed bytes that were to be written
 */
export async function orServerDiskFull(error: unknown, folder: string, needed = 0): Promise<unknown> {
  if (isSpeckitError(error)) return error;
  return (await isServerDiskFull(folder, needed)) ? diskFullHere(error) : error;
}

import { rmdir } from 'node:fs/promises';

/**
 * Removes the folder that was handed over to a sandbox which is gone. One that is not empty, or not on this machine, is
 * left to whoever made it: a path that an engine tells is no reason to remove files.
 */
export async function removeHandover(folder: string | undefined): Promise<void> {
  if (folder !== undefined) await rmdir(folder).catch(() => undefined);
}

import { chmod, link, mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Snapshot } from './pack.ts';

/** Packs that a folder of this machine shows for a while, as git's objects folder. Disposing leaves it empty. */
export interface ShownPacks extends AsyncDisposable {
  packBytes: number;
  idxBytes: number;
}

const PACKS = 'pack';

/**
 * Shows the packs of a snapshot in the existing folder `handover`, without copying them. Nothing where links cannot be
 * made: their own copy would take as long as a stream.
 */
export async function showPacks(
  handover: string,
  { packPath, idxPath }: Pick<Snapshot, 'packPath' | 'idxPath'>,
): Promise<ShownPacks | undefined> {
  const folder = join(handover, PACKS);
  const hide = () => rm(folder, { recursive: true, force: true });
  try {
    const [pack, idx] = await Promise.all([stat(packPath), stat(idxPath)]);
    // What an upload that broke off with the server has left.
    await hide();
    await mkdir(folder);
    // The user inside is another one than here, whatever our umask says.
    await chmod(folder, 0o755);
    await link(packPath, join(folder, 'pack-snapshot.pack'));
    await link(idxPath, join(folder, 'pack-snapshot.idx'));
    return { packBytes: pack.size, idxBytes: idx.size, [Symbol.asyncDispose]: hide };
  } catch {
    await hide();
    return undefined;
  }
}

import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Who this machine is, as far as sandboxes are concerned that others cannot reach: kept in the data folder, where local
 * sandboxes are too. Made once.
 */
export async function machineId(dataDir: string): Promise<string> {
  const file = path.join(dataDir, 'machine');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  try {
    // A second process on the same folder must not make another one.
    await writeFile(file, `${randomUUID()}\n`, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await readFile(file, 'utf8')).trim();
}

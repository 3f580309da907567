import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';

/** A folder for short-lived files of one run; disposing removes it. */
export async function scratchFolder(
  dataDir: string,
  runId: string,
): Promise<{ path: string } & AsyncDisposable> {
  const root = path.join(dataDir, 'scratch');
  await mkdir(root, { recursive: true });
  const folder = await mkdtemp(path.join(root, `${runId}-`));
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

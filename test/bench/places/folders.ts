import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Sandbox } from '../../../shared/drivers/types.ts';

/** A folder in the sandbox that is not there yet. */
export const freshFolder = ({ home }: Sandbox) => `${home}/copy-${randomUUID()}`;

/** Every file below `folder`, relative to it. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter(entry => entry.isFile())
    .map(entry => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

/** Makes the folders that files of these paths need below `into`. */
export async function makeFolders(into: string, paths: readonly string[]): Promise<void> {
  for (const folder of new Set(paths.map(each => path.dirname(each)))) {
    await mkdir(path.join(into, folder), { recursive: true });
  }
}

/** A folder of this machine that goes away with its scope. */
export async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'speckit-bench-'));
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** `items` in pieces of at most `size`. */
export function* batches<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { git } from './git.ts';
import type { Repository } from './trees.ts';

/** A short-lived bare repository that also sees everything in a mirror. Disposing removes it. */
export interface Scratch extends Repository, AsyncDisposable {
  readonly gitDir: string;
}

/** A fresh scratch repository in `scratchDir` (made on demand) on top of `mirror`. */
export async function openScratch(mirror: Repository, scratchDir: string): Promise<Scratch> {
  await mkdir(scratchDir, { recursive: true });
  const gitDir = await mkdtemp(join(scratchDir, 'scratch-'));
  const remove = () => rm(gitDir, { recursive: true, force: true });
  try {
    await git(['init', '-q', '--bare', '--template=', '--', gitDir]);
    await mkdir(join(gitDir, 'objects', 'info'), { recursive: true });
    await writeFile(join(gitDir, 'objects', 'info', 'alternates'), `${join(mirror.gitDir, 'objects')}\n`);
  } catch (error) {
    await remove();
    throw error;
  }
  return { gitDir, [Symbol.asyncDispose]: remove };
}

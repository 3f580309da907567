import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository } from './trees.ts';

/** A short-lived bare repository that also sees everything in a mirror. Disposing removes it. */
export interface Scratch extends Repository, AsyncDisposable {
  readonly gitDir: string;
}

/** It does not outlive us: nothing has to reach the disk, and nothing is squeezed that does not leave the machine. */
const CONFIG = `[core]
	repositoryformatversion = 0
	bare = true
	fsync = none
	compression = 0
[pack]
	compression = -1
`;

/** A fresh scratch repository in `scratchDir` (made on demand) on top of `mirror`. */
export async function openScratch(mirror: Repository, scratchDir: string): Promise<Scratch> {
  await mkdir(scratchDir, { recursive: true });
  const gitDir = await mkdtemp(join(scratchDir, 'scratch-'));
  const remove = () => rm(gitDir, { recursive: true, force: true });
  try {
    const folders = ['objects/info', 'objects/pack', 'refs'].map(name => join(gitDir, name));
    await Promise.all(folders.map(folder => mkdir(folder, { recursive: true })));
    // What `git init` would write; starting it takes longer than all of this.
    await Promise.all([
      writeFile(join(gitDir, 'HEAD'), 'ref: refs/heads/main\n'),
      writeFile(join(gitDir, 'config'), CONFIG),
      writeFile(join(gitDir, 'objects', 'info', 'alternates'), `${join(mirror.gitDir, 'objects')}\n`),
    ]);
  } catch (error) {
    await remove();
    throw error;
  }
  return { gitDir, [Symbol.asyncDispose]: remove };
}

import { randomUUID } from 'node:crypto';
import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  rmdir,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { SpeckitError } from '../errors.ts';
import { blobHash } from './blob-hash.ts';
import type { Change } from './changes.ts';
import { isDotGit } from './name-guards.ts';
import { isGitlink, isSymlink } from './raw-tree.ts';

export interface Applied {
  /** Paths that are as the result has them now. */
  applied: string[];
  /** Paths that were left alone, as somebody changed them since the snapshot. */
  skipped: string[];
}

/**
 * Writes the changes of a guarded result into a person's own working tree. It follows no symlink, touches no `.git`,
 * and leaves alone what is not as the snapshot had it.
 * @param root absolute; the top of the working tree
 * @param read the content of a file of the result
 * @throws SpeckitError `rejected` for a path that leads out of the tree or into `.git`
 */
export async function applyChanges(
  root: string,
  changes: readonly Change[],
  read: (change: Change) => Promise<Buffer>,
): Promise<Applied> {
  for (const { path } of changes) checkPath(path);
  const applied: string[] = [];
  const skipped: string[] = [];
  // Deletions first, or a file that became a folder would be in its own way.
  const [deletions, writes] = [true, false].map(gone =>
    changes.filter(({ status, mode }) => (status === 'deleted') === gone && !isGitlink(mode)),
  );
  for (const change of deletions ?? []) {
    const done = (await isAsBefore(root, change)) && (await remove(root, change.path));
    (done ? applied : skipped).push(change.path);
  }
  for (const change of writes ?? []) {
    const done = (await isAsBefore(root, change)) && (await write(root, change, await read(change)));
    (done ? applied : skipped).push(change.path);
  }
  return { applied, skipped };
}

/** Paths that {@link applyChanges} would leave alone now, as they are not what the result started from. */
export async function pathsInTheWay(root: string, changes: readonly Change[]): Promise<string[]> {
  const found: string[] = [];
  const gone = new Set(changes.flatMap(({ status, path }) => (status === 'deleted' ? [path] : [])));
  for (const change of changes) {
    if (isGitlink(change.mode) || (await isAsBefore(root, change))) continue;
    // Deletions come first, and take a folder with them that has nothing else.
    if (change.oldOid === undefined && (await holdsOnly(root, change.path, gone))) continue;
    found.push(change.path);
  }
  return found;
}

/** Whether `path` is a folder with no other files than `paths`. */
async function holdsOnly(root: string, path: string, paths: ReadonlySet<string>): Promise<boolean> {
  const folder = join(root, path);
  if (!(await lstat(folder).catch(absent))?.isDirectory()) return false;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => !entry.isDirectory());
  return files.every(file =>
    paths.has(relative(root, join(file.parentPath, file.name)).split(sep).join('/')),
  );
}

function checkPath(path: string): void {
  const parts = path.split('/');
  const fine = parts.every(
    part => !['', '.', '..'].includes(part) && !part.includes('\0') && !isDotGit(part),
  );
  if (fine) return;
  throw new SpeckitError('rejected', `The result has the path \`${path}\`, which no file may have.`, {
    hint: 'Nothing was written. The output shows what the command did.',
  });
}

/** Whether the file is what the result started from; one that must be new is not there. */
async function isAsBefore(root: string, { path, oldOid, oldMode }: Change): Promise<boolean> {
  if (!(await parentsAreFolders(root, path))) return oldOid === undefined;
  const file = join(root, path);
  const found = await lstat(file).catch(absent);
  if (oldOid === undefined) return found === undefined || (found.isDirectory() && (await isEmpty(file)));
  if (!found || found.isDirectory() || found.isSymbolicLink() !== isSymlink(oldMode ?? '')) return false;
  const content = found.isSymbolicLink() ? Buffer.from(await readlink(file)) : await readFile(file);
  return blobId(content) === oldOid;
}

async function isEmpty(folder: string): Promise<boolean> {
  return (await readdir(folder)).length === 0;
}

/** False also where a folder on the way is missing or is a symlink. */
async function parentsAreFolders(root: string, path: string): Promise<boolean> {
  const parts = path.split('/').slice(0, -1);
  for (let count = 1; count <= parts.length; count++) {
    const found = await lstat(join(root, ...parts.slice(0, count))).catch(absent);
    if (!found?.isDirectory()) return false;
  }
  return true;
}

async function remove(root: string, path: string): Promise<boolean> {
  await rm(join(root, path));
  // As git does: a folder without files goes too.
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    try {
      await rmdir(join(root, folder));
    } catch {
      break;
    }
  }
  return true;
}

async function write(root: string, change: Change, content: Buffer): Promise<boolean> {
  const { path, mode } = change;
  if (!(await makeParents(root, path))) return false;
  const file = join(root, path);
  const draft = join(dirname(file), `.speckit-${randomUUID()}`);
  try {
    if (isSymlink(mode)) await symlink(content.toString(), draft);
    else await writeFile(draft, content, { flag: 'wx', mode: mode === '100755' ? 0o777 : 0o666 });
    // Once more, as the content took its time to come.
    if (!(await isAsBefore(root, change))) {
      await rm(draft);
      return false;
    }
    const before = await lstat(file).catch(absent);
    if (before?.isDirectory()) await rmdir(file);
    else if (before?.isFile() && !isSymlink(mode)) await chmod(draft, permissions(before.mode, mode));
    // A rename replaces a symlink, it does not follow it.
    await rename(draft, file);
    return true;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Those of the file that is replaced, executable or not as the result has it: what nobody else may read stays so. */
function permissions(before: number, mode: string): number {
  const bits = before & 0o777;
  return mode === '100755' ? bits | ((bits & 0o444) >> 2) : bits & ~0o111;
}

/** False where something that is no folder is in the way. */
async function makeParents(root: string, path: string): Promise<boolean> {
  const parts = path.split('/').slice(0, -1);
  for (let count = 1; count <= parts.length; count++) {
    const folder = join(root, ...parts.slice(0, count));
    const found = await lstat(folder).catch(absent);
    if (!found) await mkdir(folder);
    else if (!found.isDirectory()) return false;
  }
  return true;
}

function blobId(content: Buffer): string {
  return blobHash(content.length).update(content).digest('hex');
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}

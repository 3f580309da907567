import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git, gitLine } from '../../shared/sync/git.ts';
import { openMirror } from '../../shared/sync/mirror.ts';
import { openScratch } from '../../shared/sync/scratch.ts';
import { commitTree } from '../../shared/sync/trees.ts';

/** Content, or mode and content; a gitlink's content is the commit. */
export type File = string | Buffer | { mode: string; content: string | Buffer };
export type Files = Readonly<Record<string, File>>;

/** A folder of its own for one test. */
export async function tempDir(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'speckit-sync-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

export async function writeBlob(gitDir: string, content: string | Buffer): Promise<string> {
  return gitLine(['hash-object', '-w', '--stdin'], { gitDir, stdin: Buffer.from(content) });
}

/** A tree built from raw entries, so that it may hold what git itself would refuse. */
export async function rawTree(
  gitDir: string,
  entries: readonly (readonly [mode: string, name: string, oid: string])[],
): Promise<string> {
  const raw = Buffer.concat(
    entries.map(([mode, name, oid]) =>
      Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, 'hex')]),
    ),
  );
  return gitLine(['hash-object', '-w', '--stdin', '-t', 'tree', '--literally'], { gitDir, stdin: raw });
}

/** The tree that holds exactly `files`; names and modes are taken as they are. */
export async function writeTree(gitDir: string, files: Files): Promise<string> {
  const folders = new Map<string, Record<string, File>>();
  const entries: [string, string, string][] = [];
  for (const [path, file] of Object.entries(files)) {
    const slash = path.indexOf('/');
    if (slash >= 0) {
      const inner = folders.get(path.slice(0, slash)) ?? {};
      inner[path.slice(slash + 1)] = file;
      folders.set(path.slice(0, slash), inner);
      continue;
    }
    const { mode, content } =
      typeof file === 'string' || Buffer.isBuffer(file) ? { mode: '100644', content: file } : file;
    entries.push([mode, path, mode === '160000' ? String(content) : await writeBlob(gitDir, content)]);
  }
  for (const [name, inner] of folders) entries.push(['40000', name, await writeTree(gitDir, inner)]);
  const key = ([mode, name]: readonly string[]) => Buffer.from(mode === '40000' ? `${name}/` : `${name}`);
  return rawTree(
    gitDir,
    entries.sort((a, b) => key(a).compare(key(b))),
  );
}

/** A bare repository on disk whose branch `main` holds `files`, served by its path. */
export async function newOrigin(dir: string, files: Files) {
  const gitDir = join(dir, 'origin.git');
  await git(['init', '-q', '--bare', '-b', 'main', gitDir]);
  const commit = async (now: Files, parents: readonly string[] = []) => {
    const sha = await commitTree({ gitDir }, await writeTree(gitDir, now), parents, 'a commit');
    await git(['update-ref', 'refs/heads/main', sha], { gitDir });
    return sha;
  };
  return { gitDir, url: `file://${gitDir}`, head: await commit(files), commit };
}

/** A mirror with the head of a fresh origin pinned. */
export async function pinned(dir: string, files: Files) {
  const origin = await newOrigin(dir, files);
  const mirror = await openMirror(join(dir, 'mirror'));
  await mirror.fetch({ url: origin.url, commit: origin.head });
  return { origin, mirror, base: origin.head };
}

/** An empty scratch repository. */
export async function newScratch(dir: string) {
  const mirror = await openMirror(join(dir, 'mirror'));
  return openScratch(mirror, join(dir, 'scratch'));
}

/** `path → content` of a tree, symlinks by their target. */
export async function filesOf(gitDir: string, tree: string): Promise<Record<string, string>> {
  const listed = (await git(['ls-tree', '-r', '-z', tree], { gitDir }))
    .toString()
    .split('\0')
    .filter(Boolean);
  const files: Record<string, string> = {};
  for (const line of listed) {
    const [head = '', path = ''] = line.split('\t');
    files[path] = (await git(['cat-file', 'blob', head.split(' ')[2] ?? ''], { gitDir })).toString();
  }
  return files;
}

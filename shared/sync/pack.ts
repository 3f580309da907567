import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { excludeLists } from './exclude.ts';
import { git, gitLine } from './git.ts';
import { derivedRefs, type Mirror, packsDir } from './mirror.ts';
import { orServerDiskFull } from './server-disk.ts';
import { sharedWork } from './shared-work.ts';
import { commitTree, treeOf } from './trees.ts';

/** One commit without its history, packed and ready to be sent. */
export interface Snapshot {
  /** The commit as the sandbox will have it: the pinned one, or a parentless one when excludes left something out. */
  base: string;
  /** The tree of `base`. */
  tree: string;
  packPath: string;
  idxPath: string;
  /** Size of pack and index together. */
  bytes: number;
  /** Number of files that were left out. */
  excluded: number;
  /** Number of files that it has. */
  files: number;
  /** Stands for the patterns that left them out. */
  key: string;
}

export interface PackOptions {
  /** Patterns in the syntax of `.gitignore`: what they match stays on the host. */
  exclude: readonly string[];
  signal?: AbortSignal | undefined;
}

type Place = Pick<Mirror, 'dir' | 'gitDir'>;
type Recorded = Pick<Snapshot, 'base' | 'tree' | 'excluded' | 'files'>;

const making = sharedWork<Snapshot>();

/**
 * Packs the pinned `commit`. Made once per commit and excludes and kept on disk; callers at the same time share the
 * making. Rejects with `missing` if the mirror does not hold the commit, `exhausted` when the disk is full.
 */
export async function packSnapshot(
  mirror: Place,
  commit: string,
  { exclude, signal }: PackOptions,
): Promise<Snapshot> {
  const key = createHash('sha256').update(exclude.join('\n')).digest('hex').slice(0, 16);
  const dir = join(packsDir(mirror, commit), key);
  return making(dir, signal, async stop => {
    const kept = await readKept(dir);
    if (kept) return kept;
    const draft = `${dir}.${randomUUID()}`;
    await mkdir(draft, { recursive: true });
    try {
      await make(mirror, commit, { exclude, key, draft, signal: stop });
      await publish(draft, dir);
    } catch (error) {
      stop.throwIfAborted();
      throw await orServerDiskFull(error, draft);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    const made = await readKept(dir);
    if (!made) throw new Error(`The packed snapshot ${dir} vanished while it was made`);
    return made;
  });
}

interface Making {
  exclude: readonly string[];
  key: string;
  draft: string;
  signal: AbortSignal;
}

async function make(mirror: Place, commit: string, { exclude, key, draft, signal }: Making): Promise<void> {
  const { gitDir } = mirror;
  const whole = await treeOf(mirror, commit, signal);
  const { tree, excluded } = exclude.length
    ? await withoutExcluded(mirror, whole, exclude, draft, signal)
    : { tree: whole, excluded: 0 };
  let base = commit;
  if (excluded > 0) {
    base = await commitTree(mirror, tree, [], `Snapshot of ${commit} without ${excluded} excluded files`, {
      signal,
    });
    // Results are deltas against this commit, so it lives as long as the pinned one.
    await git(['update-ref', `${derivedRefs(commit)}/${key}`, base], { gitDir, signal });
  }
  await git(['pack-objects', '-q', '--revs', '--shallow', '--delta-base-offset', join(draft, 'snapshot')], {
    gitDir,
    stdin: Buffer.from(`--shallow ${base}\n${base}\n`),
    signal,
  });
  const listed = await git(['ls-tree', '-r', '-z', '--name-only', tree], { gitDir, signal });
  const files = listed.reduce((count, byte) => (byte === 0 ? count + 1 : count), 0);
  const recorded: Recorded = { base, tree, excluded, files };
  await writeFile(join(draft, 'snapshot.json'), JSON.stringify(recorded));
}

async function withoutExcluded(
  { gitDir }: Place,
  whole: string,
  exclude: readonly string[],
  draft: string,
  signal: AbortSignal,
): Promise<{ tree: string; excluded: number }> {
  const lists = excludeLists(exclude);
  // What is in the repository already may have names that Windows does not take.
  const settings = ['-c', 'core.protectNTFS=false', '-c', 'core.protectHFS=false'];
  // Listing by patterns insists on a work tree; only the index is looked at.
  const env = { GIT_INDEX_FILE: join(draft, 'index'), GIT_WORK_TREE: draft };
  const options = { gitDir, cwd: draft, env, signal };
  await git([...settings, 'read-tree', whole], options);
  const matching = async (patterns: string): Promise<string[]> => {
    if (patterns === '') return [];
    await writeFile(join(draft, 'patterns'), patterns);
    const list = await git(['ls-files', '-z', '-c', '-i', '--exclude-from=patterns'], options);
    // One character a byte: names need not be UTF-8.
    return list.toString('latin1').split('\0').filter(Boolean);
  };
  const kept = new Set(await matching(lists.inverted));
  const matched = (await matching(lists.exclude)).filter(path => !kept.has(path));
  if (matched.length === 0) return { tree: whole, excluded: 0 };
  const stdin = Buffer.from(matched.map(path => `${path}\0`).join(''), 'latin1');
  await git([...settings, 'update-index', '-z', '--force-remove', '--stdin'], { ...options, stdin });
  return { tree: await gitLine(['write-tree'], options), excluded: matched.length };
}

/** Another process may have been faster; its snapshot is as good. */
async function publish(draft: string, dir: string): Promise<void> {
  try {
    await rename(draft, dir);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}

async function readKept(dir: string): Promise<Snapshot | undefined> {
  try {
    const recorded = JSON.parse(await readFile(join(dir, 'snapshot.json'), 'utf8')) as Recorded;
    const pack = (await readdir(dir)).find(name => name.endsWith('.pack'));
    if (pack === undefined) return undefined;
    const packPath = join(dir, pack);
    const idxPath = packPath.replace(/\.pack$/, '.idx');
    const sizes = await Promise.all([stat(packPath), stat(idxPath)]);
    const bytes = sizes[0].size + sizes[1].size;
    return { ...recorded, packPath, idxPath, bytes, key: basename(dir) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

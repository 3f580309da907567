import { SpeckitError } from '../errors.ts';
import { BrokenObject } from './broken-object.ts';
import { type ObjectReader, openObjects } from './objects.ts';
import { isGitlink, isTree, parseTree, type RawEntry } from './raw-tree.ts';
import type { ReadOptions, Repository } from './trees.ts';
import { shown } from './violation.ts';

/** One file that differs between two trees. A rename is a deletion and an addition. */
export interface Change {
  /** From the root, with `/` separators. */
  path: string;
  status: 'added' | 'modified' | 'deleted';
  /** Six octal digits as stored; of the old file when it was deleted. */
  mode: string;
  /** The blob (of a gitlink: the commit); of the old file when it was deleted. */
  oid: string;
  /** Absent when added. */
  oldMode?: string;
  oldOid?: string;
  /** Bytes of the new blob; 0 when deleted or a gitlink. */
  size: number;
}

export interface ChangesOptions extends ReadOptions {
  /** More changes than this are refused; a small hostile pack can describe billions. Default 200,000. */
  maxChanges?: number;
}

/** A tree object lists at most what fits here: about a million entries. */
const TREE_BYTES = 64 * 1024 * 1024;
const MAX_CHANGES = 200_000;
/** Folders inside each other. */
export const MAX_DEPTH = 200;
/** So many folders are looked at side by side. */
const AT_ONCE = 32;

/**
 * What changed from one tree to another, sorted by path. Reads the tree objects themselves, so modes and names are
 * exactly what is stored. Rejects with `rejected` beyond `maxChanges` or 200 nested folders.
 */
export async function changesBetween(
  scratch: Repository,
  fromTree: string,
  toTree: string,
  options: ChangesOptions = {},
): Promise<Change[]> {
  await using objects = openObjects(scratch, options);
  return await changesIn(objects, fromTree, toTree, options);
}

/**
 * {@link changesBetween} through a reader that is open already. Rejects also when anything that differs is missing or
 * of another type than its entry says; so where all of `fromTree` is there, all of `toTree` is.
 */
export async function changesIn(
  objects: ObjectReader,
  fromTree: string,
  toTree: string,
  { maxChanges = MAX_CHANGES }: ChangesOptions = {},
): Promise<Change[]> {
  const changes: Change[] = [];
  const folders: Pair[] = [{ from: fromTree, to: toTree, prefix: '', depth: 0 }];
  while (folders.length > 0) {
    // Deepest first, so that only the way to them is kept; several, as each question to git takes its time.
    const found = await Promise.all(folders.splice(-AT_ONCE).map(pair => compare(objects, pair)));
    const files = found.flatMap(each => each.files);
    if (changes.length + files.length > maxChanges) throw tooMany(maxChanges, files.at(-1)?.path ?? '');
    changes.push(...(await Promise.all(files.map(file => fileChange(objects, file)))));
    folders.push(...found.flatMap(each => each.folders));
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** The same folder on both sides; absent where there is none. */
interface Pair {
  from: string | undefined;
  to: string | undefined;
  prefix: string;
  depth: number;
}

interface FilePair {
  path: string;
  before: RawEntry | undefined;
  after: RawEntry | undefined;
}

/** What differs right in a folder: the files, and the folders to go on with. */
async function compare(
  objects: ObjectReader,
  { from, to, prefix, depth }: Pair,
): Promise<{ files: FilePair[]; folders: Pair[] }> {
  if (depth > MAX_DEPTH) throw tooDeep(prefix);
  const [old, now] = await Promise.all([entriesOf(objects, from), entriesOf(objects, to)]);
  const files: FilePair[] = [];
  const folders: Pair[] = [];
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const [before, after] = [old.get(key), now.get(key)];
    if (before?.mode === after?.mode && before?.oid === after?.oid) continue;
    const path = prefix + (after ?? before)?.name;
    // Joined to a path it would look like a file in a folder.
    if (after?.name.includes('/')) throw slashed(path);
    const [was, is] = [before, after].map(entry => entry && isTree(entry.mode));
    if (was || is) {
      const trees = { from: was ? before?.oid : undefined, to: is ? after?.oid : undefined };
      folders.push({ ...trees, prefix: `${path}/`, depth: depth + 1 });
    }
    const file = { path, before: was ? undefined : before, after: is ? undefined : after };
    if (file.before ?? file.after) files.push(file);
  }
  return { files, folders };
}

async function entriesOf(objects: ObjectReader, oid: string | undefined): Promise<Map<string, RawEntry>> {
  if (oid === undefined) return new Map();
  return new Map(parseTree(await objects.read(oid, TREE_BYTES, 'tree')).map(entry => [entry.key, entry]));
}

async function fileChange(objects: ObjectReader, { path, before, after }: FilePair): Promise<Change> {
  const old = before && { oldMode: before.mode, oldOid: before.oid };
  if (after) {
    const size = isGitlink(after.mode) ? 0 : await sizeOf(objects, path, after.oid);
    return { path, status: before ? 'modified' : 'added', mode: after.mode, oid: after.oid, ...old, size };
  }
  const { mode = '', oid = '' } = before ?? {};
  return { path, status: 'deleted', mode, oid, ...old, size: 0 };
}

async function sizeOf(objects: ObjectReader, path: string, oid: string): Promise<number> {
  const found = await objects.info(oid);
  if (found?.type === 'blob') return found.size;
  throw new BrokenObject(
    `The content of ${shown(path)}, ${oid}, is ${found ? `a ${found.type}` : 'missing'}`,
  );
}

function tooMany(limit: number, one: string): SpeckitError {
  return new SpeckitError(
    'rejected',
    `The result changes more than ${limit} files, ${shown(one)} among them.`,
    {
      hint: 'Keep generated folders out with `.gitignore` or `exclude` in `.github/speckit.yml`.',
    },
  );
}

function slashed(path: string): SpeckitError {
  return new SpeckitError('rejected', `The result has an entry whose name holds a slash: ${shown(path)}.`, {
    hint: 'No file system can make such a name; look at the output of the command before a retry.',
  });
}

function tooDeep(path: string): SpeckitError {
  return new SpeckitError('rejected', `The result nests folders too deeply: \`${path.slice(0, 100)}…\`.`, {
    hint: `At most ${MAX_DEPTH} folders inside each other can be published.`,
  });
}

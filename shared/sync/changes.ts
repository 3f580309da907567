import { SpeckitError } from '../errors.ts';
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
const MAX_DEPTH = 200;

/**
 * What changed from one tree to another, sorted by path. Reads the tree objects themselves, so modes and names are
 * exactly what is stored. Rejects with `rejected` beyond `maxChanges` or 200 nested folders.
 */
export async function changesBetween(
  scratch: Repository,
  fromTree: string,
  toTree: string,
  { signal, maxChanges = MAX_CHANGES }: ChangesOptions = {},
): Promise<Change[]> {
  await using objects = openObjects(scratch, { signal });
  const changes: Change[] = [];
  for await (const change of walk(objects, fromTree, toTree, '', 0)) {
    if (changes.length >= maxChanges) throw tooMany(maxChanges);
    changes.push(change);
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** The content of a blob, whole; meant for files that passed the size limit. */
export async function readBlob(
  scratch: Repository,
  oid: string,
  { signal, maxBytes = Number.POSITIVE_INFINITY }: ReadOptions & { maxBytes?: number } = {},
): Promise<Buffer> {
  await using objects = openObjects(scratch, { signal });
  return await objects.read(oid, maxBytes);
}

async function* walk(
  objects: ObjectReader,
  from: string | undefined,
  to: string | undefined,
  prefix: string,
  depth: number,
): AsyncGenerator<Change> {
  if (depth > MAX_DEPTH) throw tooDeep(prefix);
  const [old, now] = [await entriesOf(objects, from), await entriesOf(objects, to)];
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const [before, after] = [old.get(key), now.get(key)];
    if (before?.mode === after?.mode && before?.oid === after?.oid) continue;
    const path = prefix + (after ?? before)?.name;
    // Joined to a path it would look like a file in a folder.
    if (after?.name.includes('/')) throw slashed(path);
    const folders = [
      before && isTree(before.mode) ? before.oid : undefined,
      after && isTree(after.mode) ? after.oid : undefined,
    ] as const;
    if (folders[0] ?? folders[1]) yield* walk(objects, ...folders, `${path}/`, depth + 1);
    const change = await fileChange(
      objects,
      path,
      folders[0] ? undefined : before,
      folders[1] ? undefined : after,
    );
    if (change) yield change;
  }
}

async function entriesOf(objects: ObjectReader, oid: string | undefined): Promise<Map<string, RawEntry>> {
  if (oid === undefined) return new Map();
  return new Map(parseTree(await objects.read(oid, TREE_BYTES)).map(entry => [entry.key, entry]));
}

async function fileChange(
  objects: ObjectReader,
  path: string,
  before: RawEntry | undefined,
  after: RawEntry | undefined,
): Promise<Change | undefined> {
  const old = before && { oldMode: before.mode, oldOid: before.oid };
  if (!after)
    return before && { path, status: 'deleted', mode: before.mode, oid: before.oid, ...old, size: 0 };
  const size = isGitlink(after.mode) ? 0 : ((await objects.info(after.oid))?.size ?? 0);
  return { path, status: before ? 'modified' : 'added', mode: after.mode, oid: after.oid, ...old, size };
}

function tooMany(limit: number): SpeckitError {
  return new SpeckitError('rejected', `The result changes more than ${limit} files.`, {
    hint: 'Keep generated folders out with `.gitignore` or `exclude` in `.github/speckit.yml`.',
  });
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

import { git } from './git.ts';
import type { ObjectReader } from './objects.ts';
import { isTree, parseTree, type RawEntry } from './raw-tree.ts';
import type { ReadOptions, Repository } from './trees.ts';

/** Mode and id of what is at a path. */
export interface Found {
  mode: string;
  oid: string;
}

/** A tree object lists at most what fits here: about a million entries. */
const TREE_BYTES = 64 * 1024 * 1024;

/** Looks paths up in trees, reading each tree object once. */
export function treeLookup(objects: ObjectReader) {
  const known = new Map<string, Promise<Map<string, RawEntry>>>();
  const entries = (oid: string) => {
    const made =
      known.get(oid) ??
      objects
        .read(oid, TREE_BYTES)
        .then(bytes => new Map(parseTree(bytes).map(entry => [entry.name, entry])));
    known.set(oid, made);
    return made;
  };
  /** What the tree `tree` has at `path`: a file, a link or a whole folder; `undefined` if nothing. */
  return async (tree: string, path: string): Promise<Found | undefined> => {
    let at: Found = { mode: '040000', oid: tree };
    for (const name of path.split('/')) {
      if (!isTree(at.mode)) return undefined;
      const entry = (await entries(at.oid)).get(name);
      if (!entry) return undefined;
      at = entry;
    }
    return { mode: at.mode, oid: at.oid };
  };
}

/** Every file at or below `path`, given what is there. */
export async function filesBelow(
  { gitDir }: Repository,
  path: string,
  { mode, oid }: Found,
  { signal }: ReadOptions = {},
): Promise<(Found & { path: string })[]> {
  if (!isTree(mode)) return [{ path, mode, oid }];
  const listed = await git(['ls-tree', '-r', '-z', '--full-tree', oid], { gitDir, signal });
  return listed
    .toString('utf8')
    .split('\0')
    .filter(Boolean)
    .map(line => {
      const tab = line.indexOf('\t');
      const [fileMode = '', , fileOid = ''] = line.slice(0, tab).split(' ');
      return { path: `${path}/${line.slice(tab + 1)}`, mode: fileMode, oid: fileOid };
    });
}

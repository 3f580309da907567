import { createHash } from 'node:crypto';
import type { Group } from './conflict-groups.ts';
import type { Conflict, ConflictKind, ConflictSide } from './conflicts.ts';
import { type ConflictText, conflictHunks } from './hunks.ts';
import { isPointer, POINTER_BYTES } from './lfs.ts';
import type { ObjectReader } from './objects.ts';
import { isGitlink, isSymlink, isTree } from './raw-tree.ts';
import type { Found } from './tree-lookup.ts';
import type { ReadOptions, Repository } from './trees.ts';

interface Describing extends ReadOptions {
  objects: ObjectReader;
  /** {@link Found} at a path of a tree. */
  at: (tree: string, path: string) => Promise<Found | undefined>;
}

/** Makes conflicts of groups: each side's version straight from its tree, the lines where there are lines. */
export async function describeConflicts(
  scratch: Repository,
  trees: { base: string; ours: string; theirs: string },
  groups: readonly Group[],
  { objects, at, signal }: Describing,
): Promise<Conflict[]> {
  const conflicts: Conflict[] = [];
  for (const group of groups) {
    const versions = { base: trees.base, ours: trees.ours, theirs: trees.theirs };
    const found = new Map<string, Map<string, Found>>();
    for (const [side, tree] of Object.entries(versions)) {
      const there = new Map<string, Found>();
      for (const path of group.paths) {
        const entry = await at(tree, path);
        if (entry) there.set(path, entry);
      }
      found.set(side, there);
    }
    conflicts.push(conflictOf(group, found));
  }
  const texts = await conflictHunks(scratch, conflicts, { signal });
  for (const [i, conflict] of conflicts.entries()) {
    const text = texts[i];
    if (text && text.hunks.length > 0) conflict.hunks = text.hunks;
    if (await isAboutPointers(conflict, text, objects)) conflict.kind = 'lfs';
  }
  return conflicts;
}

function conflictOf(
  { paths, kind }: Group,
  found: ReadonlyMap<string, ReadonlyMap<string, Found>>,
): Conflict {
  const order = ['ours', 'theirs', 'base'].flatMap(side => [...(found.get(side)?.keys() ?? [])]);
  const sorted = [...new Set([...order, ...paths])];
  const side = (name: string): ConflictSide | undefined => {
    const there = found.get(name);
    const path = sorted.find(candidate => there?.has(candidate));
    const entry = path === undefined ? undefined : there?.get(path);
    return path !== undefined && entry ? { ...entry, path } : undefined;
  };
  const [base, ours, theirs] = [side('base'), side('ours'), side('theirs')];
  const versions = { ...(base && { base }), ...(ours && { ours }), ...(theirs && { theirs }) };
  const all = [...found].map(([name, there]) => [name, [...there].sort(([a], [b]) => (a < b ? -1 : 1))]);
  const id = createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 20);
  return { path: sorted[0] ?? '', kind: kindOf(kind, versions), paths: sorted, ...versions, id };
}

type Versions = Pick<Conflict, 'base' | 'ours' | 'theirs'>;

function kindOf(told: ConflictKind, { base, ours, theirs }: Versions): ConflictKind {
  const both = (is: (mode: string) => boolean) => ours && theirs && is(ours.mode) && is(theirs.mode);
  if (told !== 'case' && ours && theirs && isTree(ours.mode) !== isTree(theirs.mode)) return 'file/directory';
  if (told !== 'content' && told !== 'add/add' && told !== 'other') return told;
  if (both(isSymlink)) return 'symlink';
  if (both(isGitlink)) return 'submodule';
  if (ours && theirs && ours.oid === theirs.oid) return 'mode';
  if (told === 'add/add' && base) return 'rename/add';
  return told;
}

async function isAboutPointers(
  { kind, ours, theirs }: Conflict,
  text: ConflictText | undefined,
  objects: ObjectReader,
): Promise<boolean> {
  if (text)
    return [text.ours, text.theirs].some(
      lines => lines.length < 100 && isPointer(Buffer.from(lines.join(''))),
    );
  if (kind !== 'content' && kind !== 'binary' && kind !== 'add/add') return false;
  for (const side of [ours, theirs]) {
    const content = side && (await objects.readSmall(side.oid, POINTER_BYTES));
    if (content && isPointer(content)) return true;
  }
  return false;
}

import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { caseClashes } from './case-clash.ts';
import { auxiliaryPaths, type Group, groupConflicts } from './conflict-groups.ts';
import type { Conflict } from './conflicts.ts';
import { describeConflicts } from './describe-conflicts.ts';
import { type Edit, editsBetween, renamesBetween } from './edits.ts';
import { neverMerged, pointersAmong } from './lfs.ts';
import { type MergeReport, mergeTree } from './merge-tree.ts';
import { openObjects } from './objects.ts';
import { type Found, treeLookup } from './tree-lookup.ts';
import { commitTree, type ReadOptions, type Repository } from './trees.ts';

export type { Choice, Conflict, ConflictHunk, ConflictKind, ConflictSide } from './conflicts.ts';

/** Tree ids: what was uploaded, the branch as it is now, what the sandbox made. */
export interface Trees {
  base: string;
  ours: string;
  theirs: string;
}

export type Reconciled =
  /** The branch has everything already. */
  { kind: 'unchanged' } | { kind: 'clean'; tree: string } | { kind: 'conflict'; conflicts: Conflict[] };

/**
 * Three-way merge of trees, whatever the commits' history. Depends on nothing but the three trees: the synthetic
 * commits have fixed dates, and `.gitattributes` (merge drivers, union merges) does not count. Beside what git
 * reports, pointers of Git LFS are never merged line by line, and names that both sides added and that differ by
 * case or Unicode form alone conflict.
 */
export async function reconcile(
  scratch: Repository,
  trees: Trees,
  { signal }: ReadOptions = {},
): Promise<Reconciled> {
  const { base, ours, theirs } = trees;
  if (theirs === base || theirs === ours) return { kind: 'unchanged' };
  if (ours === base) return { kind: 'clean', tree: theirs };
  const { tree, conflicts } = await mergeSides(scratch, trees, { signal });
  if (conflicts.length > 0) return { kind: 'conflict', conflicts };
  return tree === ours ? { kind: 'unchanged' } : { kind: 'clean', tree };
}

/** A merge with what could not be merged. */
export interface Merge {
  /** Where there are conflicts, what it has at their paths means nothing. */
  tree: string;
  conflicts: Conflict[];
  /** Paths of `tree` that neither side has. */
  auxiliary: string[];
}

/** The merge itself, of sides that both differ from the base. */
export async function mergeSides(
  scratch: Repository,
  trees: Trees,
  { signal }: ReadOptions = {},
): Promise<Merge> {
  const root = await commitTree(scratch, trees.base, [], 'base', { signal });
  const [left, right, ours, theirs] = await Promise.all([
    commitTree(scratch, trees.ours, [root], 'ours', { signal }),
    commitTree(scratch, trees.theirs, [root], 'theirs', { signal }),
    editsBetween(scratch, trees.base, trees.ours, { signal }),
    editsBetween(scratch, trees.base, trees.theirs, { signal }),
  ]);
  const pointers = await pointersAmong(scratch, [...mergeable(ours, theirs), ...mergeable(theirs, ours)], {
    signal,
  });
  const report = await mergeWithout(scratch, left, right, pointers, signal);
  const clashes = caseClashes(ours, theirs);
  if (report.clean && clashes.length === 0) return { tree: report.tree, conflicts: [], auxiliary: [] };

  await using objects = openObjects(scratch, { signal });
  const at = knownLookup(trees, { ours, theirs }, treeLookup(objects));
  const related: Group[] = [];
  for (const clash of clashes) {
    const paths = [clash.ours, clash.theirs];
    const before = await Promise.all(paths.map(path => at(trees.base, path)));
    // Names that collided before are left alone.
    if (!before.every(Boolean)) related.push({ paths, kind: 'case' });
  }
  if (report.clean && related.length === 0) return { tree: report.tree, conflicts: [], auxiliary: [] };
  const sides = [trees.ours, trees.theirs];
  const renames = await Promise.all(sides.map(side => renamesBetween(scratch, trees.base, side, { signal })));
  const groups = groupConflicts(report, [left, right], { related, renames: renames.flat() });
  const conflicts = await describeConflicts(scratch, trees, groups, { objects, at, signal });
  return { tree: report.tree, conflicts, auxiliary: auxiliaryPaths(report, [left, right]) };
}

type Lookup = ReturnType<typeof treeLookup>;

/** Answers from the lists of edits where they tell it: files that a side modified, and what it left alone of those. */
function knownLookup(
  trees: Trees,
  edits: { ours: readonly Edit[]; theirs: readonly Edit[] },
  lookup: Lookup,
): Lookup {
  const base = new Map<string, Found>();
  const sides = new Map<string, Map<string, Found | undefined>>();
  for (const side of ['ours', 'theirs'] as const) {
    const touched = new Map<string, Found | undefined>();
    for (const { path, status, mode, oid, oldMode, oldOid } of edits[side]) {
      const known = status === 'modified' && mode && oid && oldMode && oldOid;
      touched.set(path, known ? { mode, oid } : undefined);
      if (known) base.set(path, { mode: oldMode, oid: oldOid });
    }
    sides.set(trees[side], touched);
  }
  return async (tree, path) => {
    const touched = sides.get(tree);
    const known = touched?.has(path) ? touched.get(path) : base.get(path);
    return known ?? lookup(tree, path);
  };
}

/** Files of which git may merge the content: changed on both sides, or under a new name on one. */
function mergeable(edits: readonly Edit[], others: readonly Edit[]): Edit[] {
  const paths = new Set(others.map(({ path }) => path));
  return edits.filter(({ path, status }) => status === 'added' || (status === 'modified' && paths.has(path)));
}

async function mergeWithout(
  scratch: Repository,
  left: string,
  right: string,
  pointers: readonly string[],
  signal: AbortSignal | undefined,
): Promise<MergeReport> {
  if (pointers.length === 0) return mergeTree(scratch, left, right, { attributesFile: '/dev/null', signal });
  const attributesFile = join(scratch.gitDir, `attributes.${randomUUID()}`);
  try {
    await writeFile(attributesFile, neverMerged(pointers));
    return await mergeTree(scratch, left, right, { attributesFile, signal });
  } finally {
    await rm(attributesFile, { force: true });
  }
}

import { GitFailure, gitStream } from './git.ts';
import { commitTree, type ReadOptions, type Repository } from './trees.ts';

/** Tree ids: what was uploaded, the branch as it is now, what the sandbox made. */
export interface Trees {
  base: string;
  ours: string;
  theirs: string;
}

export interface ConflictSide {
  mode: string;
  oid: string;
}

export const CONFLICT_KINDS = [
  /** Both sides edited the same lines. */
  'content',
  'binary',
  /** Both sides added the path. */
  'add/add',
  /** One side edited, the other deleted. */
  'modify/delete',
  'rename/rename',
  'rename/add',
  'rename/delete',
  'file/directory',
  /** Both sides made something of a different type of it: file, symlink. */
  'distinct types',
  'submodule',
  'other',
] as const;
export type ConflictKind = (typeof CONFLICT_KINDS)[number];

/** A path that git cannot merge, with what each side has there; a side without the path is absent. */
export interface Conflict {
  path: string;
  kind: ConflictKind;
  base?: ConflictSide;
  ours?: ConflictSide;
  theirs?: ConflictSide;
}

export type Reconciled =
  /** The branch has everything already. */
  { kind: 'unchanged' } | { kind: 'clean'; tree: string } | { kind: 'conflict'; conflicts: Conflict[] };

/** Merges must not depend on guesses about folders, on merge drivers or on the size of the change. */
const SETTINGS = ['merge.directoryRenames=false', 'merge.renames=true', 'merge.renameLimit=10000'];

/**
 * Three-way merge of trees, whatever the commits' history. Depends on nothing but the three trees: the synthetic
 * commits have fixed dates, and `.gitattributes` (merge drivers, union merges) does not count.
 */
export async function reconcile(
  scratch: Repository,
  { base, ours, theirs }: Trees,
  { signal }: ReadOptions = {},
): Promise<Reconciled> {
  if (theirs === base || theirs === ours) return { kind: 'unchanged' };
  if (ours === base) return { kind: 'clean', tree: theirs };
  const root = await commitTree(scratch, base, [], 'base', { signal });
  const [left, right] = await Promise.all([
    commitTree(scratch, ours, [root], 'ours', { signal }),
    commitTree(scratch, theirs, [root], 'theirs', { signal }),
  ]);
  const { conflicted, output } = await mergeTree(scratch, left, right, signal);
  if (conflicted) return { kind: 'conflict', conflicts: parseConflicts(output) };
  const tree = output.split('\0', 1)[0]?.trim() ?? '';
  return tree === ours ? { kind: 'unchanged' } : { kind: 'clean', tree };
}

async function mergeTree(
  { gitDir }: Repository,
  left: string,
  right: string,
  signal: AbortSignal | undefined,
): Promise<{ conflicted: boolean; output: string }> {
  const settings = SETTINGS.flatMap(setting => ['-c', setting]);
  // `merge-tree` tells conflicts by exit code 1, with its report on stdout.
  const args = [...settings, 'merge-tree', '--write-tree', '-z', left, right];
  const { stdout, done } = gitStream(args, { gitDir, signal });
  const chunks: Buffer[] = [];
  for await (const chunk of stdout) chunks.push(chunk as Buffer);
  const output = Buffer.concat(chunks).toString('utf8');
  try {
    await done;
    return { conflicted: false, output };
  } catch (error) {
    if (error instanceof GitFailure && error.exitCode === 1) return { conflicted: true, output };
    throw error;
  }
}

/** Sections of `merge-tree -z`: the tree, entries by stage, an empty field, then messages by path with a stable type. */
function parseConflicts(output: string): Conflict[] {
  const fields = output.split('\0');
  const conflicts = new Map<string, Conflict>();
  let at = 1;
  for (; fields[at]; at++) {
    const [, mode = '', oid = '', stage = '', path = ''] =
      /^(\d+) ([0-9a-f]+) ([123])\t(.*)$/s.exec(fields[at] ?? '') ?? [];
    const conflict = conflicts.get(path) ?? { path, kind: 'other' };
    const side = { mode, oid };
    if (stage === '1') conflict.base = side;
    if (stage === '2') conflict.ours = side;
    if (stage === '3') conflict.theirs = side;
    conflicts.set(path, conflict);
  }
  const kinds = parseKinds(fields.slice(at + 1));
  for (const conflict of conflicts.values()) conflict.kind = kindOf(conflict, kinds.get(conflict.path));
  return [...conflicts.values()];
}

/** Git documents these as stable strings for scripts. */
const KIND_OF_TYPE: Readonly<Record<string, ConflictKind>> = {
  'CONFLICT (contents)': 'content',
  'CONFLICT (binary)': 'binary',
  'CONFLICT (modify/delete)': 'modify/delete',
  'CONFLICT (rename/rename)': 'rename/rename',
  'CONFLICT (rename/delete)': 'rename/delete',
  'CONFLICT (rename involved in collision)': 'rename/add',
  'CONFLICT (file/directory)': 'file/directory',
  'CONFLICT (distinct modes)': 'distinct types',
  'CONFLICT (submodule)': 'submodule',
};

function parseKinds(fields: readonly string[]): Map<string, ConflictKind> {
  const kinds = new Map<string, ConflictKind>();
  for (let at = 0; fields[at]; ) {
    const count = Number(fields[at]);
    const paths = fields.slice(at + 1, at + 1 + count);
    const kind = KIND_OF_TYPE[fields[at + 1 + count] ?? ''];
    for (const path of paths) if (kind && !kinds.has(path)) kinds.set(path, kind);
    at += count + 3;
  }
  return kinds;
}

function kindOf({ base, ours, theirs }: Conflict, told: ConflictKind | undefined): ConflictKind {
  // Git calls these `contents` too.
  if (!base && ours && theirs && (told === undefined || told === 'content')) return 'add/add';
  if (base && (!ours || !theirs)) return told ?? 'modify/delete';
  return told ?? 'other';
}

import { git } from './git.ts';
import type { ReadOptions, Repository } from './trees.ts';

/** One path that differs between two trees, told without looking at contents: cheap whatever the number. */
export interface Edit {
  path: string;
  status: 'added' | 'modified' | 'deleted';
  /** Absent when added. */
  oldMode?: string;
  oldOid?: string;
  /** Absent when deleted. */
  mode?: string;
  oid?: string;
}

const ABSENT = '000000';

/** What differs between two trees of the same repository. A rename is a deletion and an addition. */
export async function editsBetween(
  { gitDir }: Repository,
  from: string,
  to: string,
  { signal }: ReadOptions = {},
): Promise<Edit[]> {
  const listed = await git(['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', from, to], {
    gitDir,
    signal,
  });
  const fields = listed.toString('utf8').split('\0');
  const edits: Edit[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [oldMode = '', mode = '', oldOid = '', oid = ''] = (fields[at] ?? '').slice(1).split(' ');
    const path = fields[at + 1] ?? '';
    const before = oldMode === ABSENT ? {} : { oldMode, oldOid };
    const after = mode === ABSENT ? {} : { mode, oid };
    const status = oldMode === ABSENT ? 'added' : mode === ABSENT ? 'deleted' : 'modified';
    edits.push({ path, status, ...before, ...after });
  }
  return edits;
}

/** More candidates than this on both sides are compared by content only if it is the same. */
const RENAME_LIMIT = 10_000;

/** What git takes for renames between two trees: the old path and the new one. */
export async function renamesBetween(
  { gitDir }: Repository,
  from: string,
  to: string,
  { signal }: ReadOptions = {},
): Promise<[from: string, to: string][]> {
  const args = ['diff-tree', '-r', '-z', '--name-status', '-M', `-l${RENAME_LIMIT}`, '--diff-filter=R'];
  const listed = await git([...args, '--no-rename-empty', from, to], { gitDir, signal });
  const fields = listed.toString('utf8').split('\0');
  const pairs: [string, string][] = [];
  for (let at = 0; at + 2 < fields.length; at += 3) pairs.push([fields[at + 1] ?? '', fields[at + 2] ?? '']);
  return pairs;
}

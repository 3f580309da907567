import { git } from './git.ts';
import type { ReadOptions, Repository } from './trees.ts';

/** One path that differs between two trees, told without looking at contents: cheap whatever the number. */
export interface Edit {
  path: string;
  status: 'added' | 'modified' | 'deleted';
  /** Absent when added. */
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
    const before = oldMode === ABSENT ? {} : { oldOid };
    const after = mode === ABSENT ? {} : { mode, oid };
    const status = oldMode === ABSENT ? 'added' : mode === ABSENT ? 'deleted' : 'modified';
    edits.push({ path, status, ...before, ...after });
  }
  return edits;
}

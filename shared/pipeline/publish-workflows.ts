import { type Change, changesBetween } from '../sync/changes.ts';
import { gitLine } from '../sync/git.ts';
import { overlayChanges } from '../sync/overlay.ts';
import type { Repository } from '../sync/trees.ts';

/** GitHub takes changes in here only from an App with a permission of its own, on any ref. */
const WORKFLOWS = '.github/workflows/';
/** Where a kept result has them instead. */
const ASIDE = '.github/speckit-kept/';
const CHANGED = `${ASIDE}workflows/`;
/** One empty file for each that the result deletes. */
const DELETED = `${ASIDE}deleted-workflows/`;

type Edit = Pick<Change, 'path' | 'status' | 'mode' | 'oid'>;

export function changesWorkflows(changes: readonly { path: string }[]): boolean {
  return changes.some(({ path }) => path.startsWith(WORKFLOWS));
}

/** The tree of a result with its changes of workflow files put aside, so that it can be kept on a ref. */
export async function putAside(
  scratch: Repository,
  tree: string,
  changes: readonly Change[],
  signal: AbortSignal,
): Promise<string> {
  const { gitDir } = scratch;
  const empty = await gitLine(['hash-object', '-w', '--stdin'], { gitDir, signal });
  const edits = changes.flatMap(({ path, status, mode, oid, oldMode, oldOid }): Edit[] => {
    if (!path.startsWith(WORKFLOWS)) return [];
    const rest = path.slice(WORKFLOWS.length);
    const before: Edit =
      oldMode && oldOid
        ? { path, status: 'modified', mode: oldMode, oid: oldOid }
        : { path, status: 'deleted', mode, oid };
    const aside: Edit =
      status === 'deleted'
        ? { path: DELETED + rest, status: 'added', mode: '100644', oid: empty }
        : { path: CHANGED + rest, status: 'added', mode, oid };
    return [before, aside];
  });
  return overlayChanges(scratch, tree, edits, { signal });
}

/** The tree that was kept, with what {@link putAside} moved back in its place. */
export async function takeBack(
  scratch: Repository,
  baseTree: string,
  tree: string,
  signal: AbortSignal,
): Promise<string> {
  const changes = await changesBetween(scratch, baseTree, tree, { signal });
  const edits = changes.flatMap((change): Edit[] => {
    const { path, status, mode, oid } = change;
    if (status === 'deleted' || !path.startsWith(ASIDE)) return [];
    const gone: Edit = { ...change, status: 'deleted' };
    if (path.startsWith(CHANGED)) {
      return [gone, { path: WORKFLOWS + path.slice(CHANGED.length), status: 'modified', mode, oid }];
    }
    if (!path.startsWith(DELETED)) return [];
    return [gone, { path: WORKFLOWS + path.slice(DELETED.length), status: 'deleted', mode, oid }];
  });
  return edits.length === 0 ? tree : overlayChanges(scratch, tree, edits, { signal });
}

/** What people are told who fetch such a result. */
export const ASIDE_NOTE = `GitHub keeps workflow files from Apps, so the kept result has its changes of \`${WORKFLOWS}\` under \`${ASIDE}\`.`;

import { SpeckitError } from '../../../shared/errors.ts';
import type { Publisher, Result } from '../../../shared/pipeline/types.ts';
import { applyChanges, pathsInTheWay } from '../../../shared/sync/apply-tree.ts';
import { changesBetween } from '../../../shared/sync/changes.ts';
import { overlayChanges } from '../../../shared/sync/overlay.ts';
import { listDirectories, treeOf } from '../../../shared/sync/trees.ts';
import type { WorkspaceSnapshot } from '../../../shared/sync/workspace.ts';
import { commitOn, freeRef, handOver, replacedTree, resultRef, shareableTree } from './keep.ts';
import { type SnapshotOptions, takeSnapshot } from './snapshot.ts';

export interface WorkingTreeTarget extends SnapshotOptions {
  runId: string;
  /** The first line for a commit that keeps the result. */
  subject: string;
  /** What the run started with, and the tree of it that went up. */
  started: Pick<WorkspaceSnapshot, 'commit' | 'tree'> & { sent: string };
}

export interface WorkingTree extends Publisher {
  /** Paths that no merge can settle: files that git ignores are where the result has others. */
  readonly inTheWay: readonly string[];
}

/** Brings a result into a person's working tree as it is by then, or onto a branch beside it. */
export function workingTree(target: WorkingTreeTarget): WorkingTree {
  const { runId, subject, checkout, mirror, started } = target;
  const { root, head } = checkout;
  let inTheWay: readonly string[] = [];
  let blockedBefore: readonly string[] = [];

  /** Content that is in no commit is kept before anything takes its place. */
  const keepReplaced = async (result: Result, signal: AbortSignal): Promise<string[]> => {
    const tree = await replacedTree(result, head, result.changes, signal);
    if (tree === undefined) return [];
    const ref = await freeRef(root, runId, signal);
    const commit = await commitOn(
      result,
      tree,
      head,
      `What run ${runId} replaced in the working tree`,
      signal,
    );
    await handOver(result, commit, { root, ref }, signal);
    return [
      `Your uncommitted versions of what it replaced are kept: \`git diff ${ref}\` shows the difference.`,
    ];
  };

  return {
    get inTheWay() {
      return inTheWay;
    },
    async branchHead(signal) {
      return (await takeSnapshot(target, signal)).commit;
    },
    async changedPaths(signal) {
      const before = await treeOf(mirror, head, signal);
      return (await changesBetween(mirror, before, started.tree, { signal })).map(({ path }) => path);
    },
    baseDirectories: (path, signal) => listDirectories(mirror, started.commit, path, { signal }),
    async commit(result, signal) {
      const blocked = await pathsInTheWay(root, result.changes);
      if (blocked.length > 0) {
        const again = blocked.every(path => blockedBefore.includes(path));
        blockedBefore = blocked;
        // Somebody may be writing right now; what a fresh look at the tree does not show is ignored.
        if (!again) return { kind: 'moved' };
        inTheWay = blocked;
        throw blockedBy(blocked);
      }
      const kept = await keepReplaced(result, signal);
      const { skipped } = await applyChanges(root, result.changes, result.read);
      if (skipped.length > 0) return { kind: 'moved' };
      return {
        kind: 'handed',
        note: ['The changes are in your working tree, not committed.', ...kept].join(' '),
      };
    },
    keepsWorkflows: true,
    async keep(result, signal) {
      const ref = await resultRef(root, runId, signal);
      const whole = { head, whole: started.tree, sent: started.sent, include: target.include };
      const before = await shareableTree(result, whole, signal);
      const after = await overlayChanges(result, before, result.changes, { signal });
      const parent = await commitOn(
        result,
        before,
        head,
        `The working tree that run ${runId} started with`,
        signal,
      );
      const commit = await commitOn(result, after, parent, subject, signal);
      await handOver(result, commit, { root, ref }, signal);
      return ref;
    },
    // Nobody looks at review threads here; the command asks once the run is over.
    ask: async () => [],
  };
}

function blockedBy(paths: readonly string[]): SpeckitError {
  const shown = paths.slice(0, 10).map(path => `\`${path}\``);
  return new SpeckitError(
    'rejected',
    `Files that git ignores are in the way of the result, so nothing was changed: ${shown.join(', ')}.`,
    { hint: 'Move them away, then take the result from its branch.' },
  );
}

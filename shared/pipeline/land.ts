import { SpeckitError } from '../errors.ts';
import { changesBetween } from '../sync/changes.ts';
import type { ObjectReader } from '../sync/objects.ts';
import { type Conflict, reconcile } from '../sync/reconcile.ts';
import type { Scratch } from '../sync/scratch.ts';
import { type Repository, treeOf } from '../sync/trees.ts';
import { dropObjects, withObjects } from './land-objects.ts';
import type { PipelinePorts, Result, ResumePoint } from './types.ts';

/** How often the branch may move under us before the run gives up. */
export const MAX_TRIES = 5;

export type Landing =
  /** The branch holds the result; `sha` is absent when it did already. */
  | { kind: 'landed'; sha?: string; onTopOf: string; result: Result }
  /** Nothing is committed on purpose. */
  | { kind: 'handed'; note: string; result: Result }
  | { kind: 'conflict'; conflicts: readonly Conflict[]; head: string };

/** What the sandbox was given (`base`) and what it made of it (`theirs`), as tree ids in `scratch`. */
export interface Received {
  scratch: Scratch;
  objects: ObjectReader;
  baseTree: string;
  theirsTree: string;
  remarks: readonly string[];
}

/**
 * Brings a result onto the branch as it is at this moment: merge, commit by compare-and-swap, and again
 * with the new head when somebody else was faster. What an `earlier` attempt has committed is found again.
 * @throws SpeckitError `unreachable` (not retryable) when the branch never stands still, else what the publisher throws.
 */
export async function landResult(
  ports: PipelinePorts,
  received: Received,
  { earlier, signal }: { earlier: Pick<ResumePoint, 'commitSha'> | undefined; signal: AbortSignal },
): Promise<Landing> {
  const there = earlier && (await landedBefore(ports, received, earlier.commitSha, signal));
  if (there) return there;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const head = await ports.publisher.branchHead(signal);
    await ports.fetch(head, signal);
    const merged = await mergeOnto(received, head, signal);
    if (merged.kind === 'conflict') return { ...merged, head };
    if (merged.result.changes.length === 0) return { kind: 'landed', onTopOf: head, result: merged.result };
    const result = await withObjects(ports, merged.result, signal);
    const commit = await ports.publisher.commit(result, signal);
    if (commit.kind === 'handed') return { ...commit, result: merged.result };
    if (commit.kind === 'committed') {
      await dropObjects(ports, result, signal);
      return { kind: 'landed', sha: commit.sha, onTopOf: head, result: merged.result };
    }
  }
  throw movedTooOften();
}

async function landedBefore(
  ports: PipelinePorts,
  received: Received,
  known: string | undefined,
  signal: AbortSignal,
): Promise<Landing | undefined> {
  const commit = await ports.publisher.landed?.(known, signal);
  if (!commit) return undefined;
  const { sha, parent } = commit;
  for (const one of [parent, sha]) await ports.fetch(one, signal);
  const { scratch } = received;
  const [before, after] = [await treeOf(scratch, parent, signal), await treeOf(scratch, sha, signal)];
  const result = await toResult(received, parent, before, after, signal);
  // Whether they had to go up first is not known any more.
  await dropObjects(ports, { uploaded: true }, signal);
  return { kind: 'landed', sha, onTopOf: parent, result };
}

export function movedTooOften(): SpeckitError {
  return new SpeckitError(
    'unreachable',
    `The branch moved ${MAX_TRIES} times while the result was being committed.`,
    {
      hint: 'Ask again when fewer people push at the same time; of a run that is `/speckit retry`, or `/speckit apply` by an admin.',
      // Tried often enough by now.
      retryable: false,
    },
  );
}

/**
 * A result on the whole of `head`, the commit that went up. What an exclude kept back must not look like what the branch
 * has added since: a merge would take it for the new names of files that somebody removed.
 * @throws SpeckitError `rejected` when it touches something that an exclude kept back
 */
export async function wholeTrees(
  received: Received,
  head: string,
  signal: AbortSignal,
): Promise<Pick<Received, 'baseTree' | 'theirsTree'>> {
  const { baseTree, theirsTree } = received;
  const whole = await treeOf(received.scratch, head, signal);
  if (whole === baseTree) return { baseTree, theirsTree };
  const { tree } = await unmergedResult(received, head, signal);
  return { baseTree: whole, theirsTree: tree };
}

/**
 * The result on the very commit that went up, for keeping. It always merges: that commit differs from what the sandbox
 * was given only by what an exclude kept back.
 */
export async function unmergedResult(received: Received, head: string, signal: AbortSignal): Promise<Result> {
  const merged = await mergeOnto(received, head, signal);
  if (merged.kind === 'merged') return merged.result;
  throw new SpeckitError('rejected', 'The result touches files that `exclude` keeps out of the sandbox.', {
    hint: 'Let the command leave those paths alone, or take them out of `exclude` in `.github/speckit.yml`.',
  });
}

async function mergeOnto(
  received: Received,
  head: string,
  signal: AbortSignal,
): Promise<{ kind: 'conflict'; conflicts: readonly Conflict[] } | { kind: 'merged'; result: Result }> {
  const { scratch, baseTree, theirsTree } = received;
  const oursTree = await treeOf(scratch, head, signal);
  const merge = await reconcile(scratch, { base: baseTree, ours: oursTree, theirs: theirsTree }, { signal });
  if (merge.kind === 'conflict') return { kind: 'conflict', conflicts: merge.conflicts };
  const tree = merge.kind === 'clean' ? merge.tree : oursTree;
  return { kind: 'merged', result: await toResult(received, head, oursTree, tree, signal) };
}

/** What changes from the tree of `parent` to `tree`, as the publisher needs it. */
export async function toResult(
  { scratch, objects, remarks }: Pick<Received, 'objects' | 'remarks'> & { scratch: Repository },
  parent: string,
  parentTree: string,
  tree: string,
  signal: AbortSignal,
): Promise<Result> {
  const changes = await changesBetween(scratch, parentTree, tree, { signal });
  return {
    parent,
    parentTree,
    tree,
    gitDir: scratch.gitDir,
    changes,
    remarks,
    read: change => objects.read(change.oid, change.size),
  };
}

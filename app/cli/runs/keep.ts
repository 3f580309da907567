import { SpeckitError } from '../../../shared/errors.ts';
import { changesBetween } from '../../../shared/sync/changes.ts';
import { GitFailure, git, gitLine } from '../../../shared/sync/git.ts';
import { overlayChanges } from '../../../shared/sync/overlay.ts';
import { type Repository, treeOf } from '../../../shared/sync/trees.ts';
import { asOwner } from '../../../shared/sync/workspace.ts';
import { plainText } from '../../../shared/text/sanitize.ts';

/** The checkout that a run works for. */
export interface Checkout {
  /** Absolute; the top of the working tree. */
  root: string;
  /** The commit that was checked out when the run started. */
  head: string;
}

type Overlay = Parameters<typeof overlayChanges>[2][number];

/** Where a result is that is not in the working tree; `ref` is where the run has put it. */
export const resultBranch = (runId: string, ref?: string) =>
  ref?.replace(/^refs\/heads\//, '') ?? `speckit/${runId}`;

/** The ref for a result: git has no `speckit/…` beside a branch `speckit`. */
export async function resultRef(root: string, runId: string, signal: AbortSignal): Promise<string> {
  const found = await git(
    ['for-each-ref', '--format=%(refname)', 'refs/heads/speckit'],
    asOwner(root, signal),
  );
  const inTheWay = found.toString('utf8').split('\n').includes('refs/heads/speckit');
  return `refs/heads/${inTheWay ? `speckit-${runId}` : resultBranch(runId)}`;
}

/**
 * The working tree `whole` as it may be put on a branch: files that did not go up, because they may be secret, are as
 * in the commit that is checked out, and so are those that only went up as they were named.
 * @param sent the tree that went up
 */
export async function shareableTree(
  repository: Repository,
  { head, whole, sent, include }: { head: string; whole: string; sent: string; include: readonly string[] },
  signal: AbortSignal,
): Promise<string> {
  if (whole === sent && include.length === 0) return whole;
  const headTree = await treeOf(repository, head, signal);
  const notSent = await changesBetween(repository, sent, whole, { signal });
  const keptBack = new Set([...include, ...notSent.map(({ path }) => path)]);
  const uncommitted = await changesBetween(repository, headTree, whole, { signal });
  const undone = uncommitted
    .filter(({ path }) => keptBack.has(path))
    .map(({ path, mode, oid, oldMode, oldOid }): Overlay => {
      if (oldMode === undefined || oldOid === undefined) return { path, mode, oid, status: 'deleted' };
      return { path, mode: oldMode, oid: oldOid, status: 'modified' };
    });
  return overlayChanges(repository, whole, undone, { signal });
}

/** The commit that is checked out with what `changes` are about to replace; nothing where all of that is committed. */
export async function replacedTree(
  repository: Repository,
  head: string,
  changes: readonly { path: string; oldMode?: string; oldOid?: string }[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const headTree = await treeOf(repository, head, signal);
  const before = changes.flatMap(({ path, oldMode, oldOid }): Overlay[] =>
    oldMode && oldOid ? [{ path, mode: oldMode, oid: oldOid, status: 'modified' }] : [],
  );
  const tree = await overlayChanges(repository, headTree, before, { signal });
  return tree === headTree ? undefined : tree;
}

/** A commit by us, now; where `tree` is the parent's own, the parent. */
export async function commitOn(
  repository: Repository,
  tree: string,
  parent: string,
  message: string,
  signal: AbortSignal,
): Promise<string> {
  if ((await treeOf(repository, parent, signal)) === tree) return parent;
  const name = 'speckit-remote';
  const email = 'speckit-remote@users.noreply.github.com';
  return gitLine(['commit-tree', tree, '-p', parent], {
    gitDir: repository.gitDir,
    stdin: Buffer.from(`${message}\n`),
    env: {
      ...{ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email },
      ...{ GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email },
    },
    signal,
  });
}

/**
 * Brings a commit of ours into the checkout's repository, under a ref. Touches neither index nor working tree.
 * @throws SpeckitError `rejected` when the repository does not take it
 */
export async function handOver(
  repository: Repository,
  commit: string,
  to: { root: string; ref: string },
  signal: AbortSignal,
): Promise<void> {
  const own = `refs/heads/handed-over-${commit}`;
  await git(['update-ref', own, commit], { gitDir: repository.gitDir, signal });
  const quiet = [
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    '--no-auto-maintenance',
    '--no-recurse-submodules',
  ];
  try {
    await git(['fetch', ...quiet, '--', repository.gitDir, `+${own}:${to.ref}`], asOwner(to.root, signal));
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    const said = plainText(error.stderr).trim().split('\n').at(-1) ?? '';
    throw new SpeckitError('rejected', `Git does not take \`${to.ref}\` into ${to.root}: ${said}`, {
      hint: 'See that its `.git` folder can be written to and that its disk has room, then start the run again.',
      cause: error,
    });
  }
}

/** A ref for uncommitted content that a result replaces; one that is there already keeps its own. */
export async function freeRef(root: string, runId: string, signal: AbortSignal): Promise<string> {
  const first = `refs/speckit/replaced/${runId}`;
  const listed = await git(['for-each-ref', '--format=%(refname)', `${first}*`], asOwner(root, signal));
  const taken = new Set(listed.toString('utf8').split('\n'));
  for (let ref = first, count = 2; ; ref = `${first}-${count++}`) if (!taken.has(ref)) return ref;
}

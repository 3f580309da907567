import { SpeckitError } from '../errors.ts';
import type { Client, RepositoryName } from './client.ts';
import { type ChangeSet, createCommit } from './git-objects.ts';
import { statusOf, toGitHubError } from './github-error.ts';
import { branchGone, putRef, swapBranch } from './refs.ts';
import type { TreeChange } from './tree-plan.ts';

export interface CommitOptions<Change extends TreeChange> extends RepositoryName, ChangeSet<Change> {
  client: Client;
  /** See `commitMessage`. */
  message: string;
  signal: AbortSignal;
}

/** `moved`: the branch is no longer at `parent`; nothing was changed. */
export type CommitResult = { kind: 'committed'; sha: string } | { kind: 'moved' };

/**
 * Commits a result on top of `parent` and moves `branch` there by compare-and-swap.
 * @throws SpeckitError `missing` (branch deleted), `denied` (branch protection, ruleset, workflow files), `internal`
 * (GitHub made another tree), and what `toGitHubError` gives.
 */
export async function commitChanges<Change extends TreeChange>(
  options: CommitOptions<Change> & { branch: string },
): Promise<CommitResult> {
  const { branch, parent } = options;
  return mapped(options, `commit to the branch \`${branch}\``, async () => {
    const sha = await createCommit(options, options, options.message);
    const swap = await swapBranch(options, branch, parent, sha);
    switch (swap.kind) {
      case 'swapped':
        return { kind: 'committed', sha };
      case 'moved':
        return { kind: 'moved' };
      case 'gone':
        throw branchGone(branch);
      case 'refused':
        throw refused(branch, options.changes, swap.error);
    }
  });
}

/**
 * Keeps a result without touching a branch: commits it on `parent` and points `ref` (`refs/speckit/runs/<run>`) there,
 * whatever that ref pointed to. Returns the commit's id.
 */
export async function keepResult<Change extends TreeChange>(
  options: CommitOptions<Change> & { ref: string },
): Promise<string> {
  const { ref } = options;
  return mapped(options, `keep the result on \`${ref}\``, async () => {
    const sha = await createCommit(options, options, options.message);
    await putRef(options, ref, sha);
    return sha;
  });
}

async function mapped<T>(
  { changes, signal }: { changes: readonly TreeChange[]; signal: AbortSignal },
  what: string,
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const status = statusOf(error);
    if ((status === 403 || status === 404) && workflowFiles(changes).length > 0) {
      throw workflowsDenied(changes, error);
    }
    throw toGitHubError(error, what);
  }
}

function refused(branch: string, changes: readonly TreeChange[], error: unknown): SpeckitError {
  if (workflowFiles(changes).length > 0) return workflowsDenied(changes, error);
  const failure = toGitHubError(error, `move the branch \`${branch}\` to the new commit`);
  if (failure.code === 'auth') return failure;
  return new SpeckitError('denied', failure.message, {
    hint: `A branch protection or ruleset guards \`${branch}\`: allow the App to push there, or work on a branch without one.`,
    cause: error,
  });
}

function workflowFiles(changes: readonly TreeChange[]): string[] {
  return changes.map(({ path }) => path).filter(path => path.startsWith('.github/workflows/'));
}

function workflowsDenied(changes: readonly TreeChange[], cause: unknown): SpeckitError {
  const [first] = workflowFiles(changes);
  return new SpeckitError('denied', `GitHub does not let the App change workflow files (\`${first}\`).`, {
    hint: 'Commit changes under `.github/workflows/` yourself, or give the App the permission "workflows: write".',
    cause,
  });
}

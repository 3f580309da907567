import type { Client, RepositoryName } from './client.ts';
import { toGitHubError } from './github-error.ts';

/** What a run needs to know of its pull request. */
export interface PullRequest {
  number: number;
  state: 'open' | 'closed';
  merged: boolean;
  locked: boolean;
  title: string;
  /** Login of the author; empty for a deleted account. */
  author: string;
  headSha: string;
  /** The branch's name in the head's repository. */
  headRef: string;
  /** Id of the head's repository; absent when a fork was deleted. */
  headRepositoryId?: number;
  baseRef: string;
  baseSha: string;
  baseRepositoryId: number;
  /** Whether the head is in another repository than the base, or that repository is gone. */
  fork: boolean;
}

export interface PullTarget extends RepositoryName {
  client: Client;
  number: number;
  signal?: AbortSignal;
}

/** @throws SpeckitError as `toGitHubError` maps it; `missing` for a number that is no pull request. */
export async function readPullRequest(target: PullTarget): Promise<PullRequest> {
  const { client, owner, repo, number, signal } = target;
  try {
    const { data } = await client.rest.pulls.get({
      owner,
      repo,
      pull_number: number,
      request: signal ? { signal } : {},
    });
    // The types promise a repository, but a deleted fork has none.
    const headRepository = data.head.repo as typeof data.head.repo | null;
    return {
      number: data.number,
      state: data.state,
      merged: data.merged,
      locked: data.locked,
      title: data.title,
      author: (data.user as typeof data.user | null)?.login ?? '',
      headSha: data.head.sha,
      headRef: data.head.ref,
      ...(headRepository ? { headRepositoryId: headRepository.id } : {}),
      baseRef: data.base.ref,
      baseSha: data.base.sha,
      baseRepositoryId: data.base.repo.id,
      fork: headRepository?.id !== data.base.repo.id,
    };
  } catch (error) {
    throw toGitHubError(error, `read the pull request #${number}`);
  }
}

/** The paths that the pull request touches, old names of renamed files too; GitHub lists 3000 files at most. */
export async function changedPaths(target: PullTarget): Promise<string[]> {
  const { client, owner, repo, number, signal } = target;
  try {
    const files = await client.paginate(client.rest.pulls.listFiles, {
      owner,
      repo,
      pull_number: number,
      per_page: 100,
      request: signal ? { signal } : {},
    });
    const paths = files.flatMap(file => [file.filename, file.previous_filename ?? file.filename]);
    return [...new Set(paths)];
  } catch (error) {
    throw toGitHubError(error, `list the files of the pull request #${number}`);
  }
}

import { statusOf, toGitHubError } from './github-error.ts';
import type { RefTarget } from './refs.ts';

/** So many of the branch's commits are looked through for the run's own. */
const SEEN_COMMITS = 100;

/** A commit of a run, with its parent. */
export interface RunCommit {
  sha: string;
  parent: string;
}

/**
 * The commit that an earlier attempt of a run has made on `branch`, by its trailer; `undefined` also when the branch is
 * gone. @throws SpeckitError as `toGitHubError` maps it
 */
export async function findRunCommit(
  { client, owner, repo, signal }: RefTarget,
  { branch, runId }: { branch: string; runId: string },
): Promise<RunCommit | undefined> {
  try {
    const { data } = await client.rest.repos.listCommits({
      owner,
      repo,
      sha: branch,
      per_page: SEEN_COMMITS,
      request: { signal },
    });
    const trailer = new RegExp(`^Speckit-Run: ${runId}$`, 'm');
    const found = data.find(({ commit }) => trailer.test(commit.message.split('\n\n').at(-1) ?? ''));
    const parent = found?.parents[0]?.sha;
    return found && parent ? { sha: found.sha, parent } : undefined;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw toGitHubError(error, `list the commits of \`${branch}\``);
  }
}

/** A commit whose id was noted down, wherever the branch is by now. */
export async function readRunCommit(
  { client, owner, repo, signal }: RefTarget,
  sha: string,
): Promise<RunCommit | undefined> {
  try {
    const { data } = await client.rest.git.getCommit({ owner, repo, commit_sha: sha, request: { signal } });
    const parent = data.parents[0]?.sha;
    return parent ? { sha, parent } : undefined;
  } catch (error) {
    throw toGitHubError(error, `read the commit ${sha}`);
  }
}

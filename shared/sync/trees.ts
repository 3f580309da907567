import { SpeckitError } from '../errors.ts';
import { GitFailure, git, gitLine } from './git.ts';

/** Any bare repository of ours: a mirror or a scratch repository. */
export interface Repository {
  readonly gitDir: string;
}

export interface ReadOptions {
  signal?: AbortSignal | undefined;
}

/** Identity and dates of everything synthetic, so that the same input always gives the same ids. */
const FIXED = {
  GIT_AUTHOR_NAME: 'speckit-remote',
  GIT_AUTHOR_EMAIL: 'speckit-remote@users.noreply.github.com',
  GIT_AUTHOR_DATE: '2000-01-01T00:00:00+0000',
  GIT_COMMITTER_NAME: 'speckit-remote',
  GIT_COMMITTER_EMAIL: 'speckit-remote@users.noreply.github.com',
  GIT_COMMITTER_DATE: '2000-01-01T00:00:00+0000',
};

/** The tree id of `commit`. Rejects with `missing` if the repository does not hold the commit. */
export async function treeOf({ gitDir }: Repository, commit: string, signal?: AbortSignal): Promise<string> {
  try {
    return await gitLine(['rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^{tree}`], {
      gitDir,
      signal,
    });
  } catch (cause) {
    if (!(cause instanceof GitFailure)) throw cause;
    throw new SpeckitError('missing', `The commit \`${commit}\` has not been fetched.`, {
      hint: 'Use `/speckit retry`; if it happens again, the server log has the details.',
      cause,
    });
  }
}

/** Names of the directories right inside `path` at `commit`, sorted; none if `path` is not a directory there. */
export async function listDirectories(
  { gitDir }: Repository,
  commit: string,
  path: string,
  { signal }: ReadOptions = {},
): Promise<string[]> {
  const prefix = `${path}/`;
  const listed = await git(['ls-tree', '-z', '-d', '--name-only', commit, '--', prefix], {
    gitDir,
    env: { GIT_LITERAL_PATHSPECS: '1' },
    signal,
  });
  const paths = listed.toString('utf8').split('\0').filter(Boolean);
  return paths.map(entry => entry.slice(prefix.length));
}

/** A commit with fixed identity and dates: the same arguments give the same id. */
export async function commitTree(
  { gitDir }: Repository,
  tree: string,
  parents: readonly string[],
  message: string,
  { signal }: ReadOptions = {},
): Promise<string> {
  const args = ['commit-tree', tree, ...parents.flatMap(parent => ['-p', parent])];
  return gitLine(args, { gitDir, stdin: Buffer.from(`${message}\n`), env: FIXED, signal });
}

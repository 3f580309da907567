import { homedir } from 'node:os';
import { join } from 'node:path';
import { SpeckitError } from '../errors.ts';
import { GitFailure, type GitOptions, git } from './git.ts';
import type { Repository } from './trees.ts';

/**
 * Brings what a partial clone has left out of `commit` into the clone's own objects, from where it was cloned and in one
 * request, as git does when it needs them. Does nothing in a clone that is whole.
 * @param repository sees the clone's objects
 * @param checkout how git is called in the clone
 * @throws SpeckitError `rejected` when they cannot be had
 */
export async function fetchPromised(
  repository: Repository,
  checkout: GitOptions,
  commit: string,
): Promise<void> {
  const remote = await promisorOf(checkout);
  if (remote === undefined) return;
  const { signal } = checkout;
  const walk = ['rev-list', '--objects', '--no-object-names', '--missing=print', commit];
  const listed = (await git(walk, { gitDir: repository.gitDir, signal })).toString('latin1');
  const missing = [...listed.matchAll(/^\?([0-9a-f]+)$/gm)].map(([, oid]) => `${oid}\n`);
  if (missing.length === 0) return;
  const quietly = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance'];
  const args = ['fetch', ...quietly, '--no-recurse-submodules', '--filter=blob:none', '--stdin', remote];
  try {
    await git(['-c', 'fetch.negotiationAlgorithm=noop', ...args], {
      ...checkout,
      env: { ...checkout.env, ...ownSettings() },
      stdin: Buffer.from(missing.join('')),
    });
  } catch (cause) {
    if (!(cause instanceof GitFailure)) throw cause;
    const [, said = ''] = /^fatal: (.{1,300})/m.exec(cause.stderr) ?? [];
    throw new SpeckitError(
      'rejected',
      `This is a partial clone, and ${missing.length} objects that it lacks cannot be fetched: ${said}`,
      {
        hint: `Check that \`git fetch ${remote}\` works here, or clone without \`--filter\`.`,
        cause,
      },
    );
  }
}

/** The remote that a partial clone gets the rest from. */
async function promisorOf(checkout: GitOptions): Promise<string | undefined> {
  const pattern = '^remote\\..*\\.promisor$';
  const found = await git(['config', '--type=bool', '--get-regexp', pattern], checkout).catch(error => {
    // There is none.
    if (error instanceof GitFailure && error.exitCode === 1) return Buffer.alloc(0);
    throw error;
  });
  return /^remote\.(.*)\.promisor true$/m.exec(found.toString('utf8'))?.[1];
}

/** How the person's own git reaches remotes: with their settings, keys and helpers. */
function ownSettings(): Record<string, string> {
  const { GIT_CONFIG_GLOBAL: chosen, SSH_AUTH_SOCK: agent } = process.env;
  return {
    HOME: homedir(),
    GIT_CONFIG_NOSYSTEM: '0',
    GIT_CONFIG_GLOBAL: chosen ?? join(homedir(), '.gitconfig'),
    ...(agent === undefined ? {} : { SSH_AUTH_SOCK: agent }),
  };
}

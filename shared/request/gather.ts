import type { Client, RepositoryName } from '../github/client.ts';
import { senderPermission } from '../github/permission.ts';
import { type PullRequest, readPullRequest } from '../github/pull-request.ts';
import { readTextFile } from '../github/repo-files.ts';
import type { RepoConfig } from '../profile/config.ts';
import { parseRepoConfig, REPO_FILE } from '../profile/load.ts';
import type { Permission } from '../profile/policy.ts';

/** What a decision about a request rests on. */
export interface Gathered {
  pull: PullRequest;
  permission: Permission;
  /** Read from the default branch. `undefined`: nobody may ask for it yet. */
  readConfig(): Promise<RepoConfig>;
}

export interface GatherTarget extends RepositoryName {
  client: Client;
  /** The pull request's number. */
  number: number;
  defaultBranch: string;
  sender: { login: string; type: string };
}

/** Asks GitHub what is needed to decide; the configuration is on its way at the same time. */
export async function gather(target: GatherTarget): Promise<Gathered> {
  const { client, owner, repo, number } = target;
  const readConfig = startReadingConfig(target);
  const [pull, permission] = await Promise.all([
    readPullRequest({ client, owner, repo, number }),
    permissionOf(target),
  ]);
  return { pull, permission, readConfig };
}

/** What the sender may do; `none` for a bot, of which GitHub does not tell. */
export async function permissionOf({
  client,
  owner,
  repo,
  sender: { login, type },
}: Pick<GatherTarget, 'client' | 'owner' | 'repo' | 'sender'>): Promise<Permission> {
  if (type !== 'User') return 'none';
  return (await senderPermission({ client, owner, repo, login })).level;
}

/** Begins to read the repository's configuration; its failure is told only to somebody who may know of it. */
export function startReadingConfig({
  client,
  owner,
  repo,
  defaultBranch,
}: Pick<GatherTarget, 'client' | 'owner' | 'repo' | 'defaultBranch'>): Gathered['readConfig'] {
  const config = readTextFile({ client, owner, repo, path: REPO_FILE, ref: defaultBranch });
  // It must not surface before it is asked for.
  config.catch(() => undefined);
  return async () => parseRepoConfig(await config);
}

import { senderPermission } from '../../shared/github/permission.ts';
import { type PullRequest, readPullRequest } from '../../shared/github/pull-request.ts';
import { readTextFile } from '../../shared/github/repo-files.ts';
import type { RepoConfig } from '../../shared/profile/config.ts';
import { parseRepoConfig, REPO_FILE } from '../../shared/profile/load.ts';
import type { Permission } from '../../shared/profile/policy.ts';
import type { AppContext } from '../context.ts';
import type { Request } from './request.ts';

/** What a decision about a request rests on. */
export interface Gathered {
  pull: PullRequest;
  permission: Permission;
  /** Read from the default branch. `undefined`: nobody may ask for it yet. */
  readConfig(): Promise<RepoConfig>;
}

/** Asks GitHub what is needed to decide; the configuration is on its way at the same time. */
export async function gather({ github }: AppContext, request: Request): Promise<Gathered> {
  const { owner, repo, sender, number, defaultBranch } = request;
  const client = github.client(request, 'intake');
  const config = readTextFile({ client, owner, repo, path: REPO_FILE, ref: defaultBranch });
  // Its failure is told only to somebody who may know, so it must not surface before it is asked for.
  config.catch(() => undefined);
  const [pull, permission] = await Promise.all([
    readPullRequest({ client, owner, repo, number }),
    sender.type === 'User' ? senderPermission({ client, owner, repo, login: sender.login }) : undefined,
  ]);
  return {
    pull,
    permission: permission?.level ?? 'none',
    readConfig: async () => parseRepoConfig(await config),
  };
}

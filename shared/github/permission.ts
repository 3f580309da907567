import type { Client, RepositoryName } from './client.ts';
import { statusOf, toGitHubError } from './github-error.ts';

/** What somebody may do in a repository; a custom role counts as the role it builds on. */
export interface SenderPermission {
  level: 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';
  /** The role's own name, which may be a custom one. */
  role: string;
  /** Whether `level` allows to push. */
  canWrite: boolean;
  isAdmin: boolean;
}

const NONE: SenderPermission = { level: 'none', role: 'none', canWrite: false, isAdmin: false };

/**
 * The effective permission of `login`. Somebody unknown to the repository has none.
 * @throws SpeckitError as `toGitHubError` maps it.
 */
export async function senderPermission(
  target: RepositoryName & { client: Client; login: string; signal?: AbortSignal },
): Promise<SenderPermission> {
  const { client, owner, repo, login, signal } = target;
  try {
    const { data } = await client.rest.repos.getCollaboratorPermissionLevel({
      owner,
      repo,
      username: login,
      request: signal ? { signal } : {},
    });
    return toPermission(data.permission, data.role_name ?? data.permission);
  } catch (error) {
    if (statusOf(error) === 404) return NONE;
    throw toGitHubError(error, `look up the permission of ${login}`);
  }
}

/** `permission` knows four levels only; `role` tells maintain from write and triage from read. */
function toPermission(permission: string, role: string): SenderPermission {
  switch (permission) {
    case 'admin':
      return { level: 'admin', role, canWrite: true, isAdmin: true };
    case 'write':
      return { level: role === 'maintain' ? 'maintain' : 'write', role, canWrite: true, isAdmin: false };
    case 'read':
      return { level: role === 'triage' ? 'triage' : 'read', role, canWrite: false, isAdmin: false };
    default:
      return { ...NONE, role };
  }
}

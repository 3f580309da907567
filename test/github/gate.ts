import type { Grant } from './emulate.ts';
import type { Hosted, Hub } from './hub.ts';
import { badCredentials, notAccessible, notFound, Refusal } from './refusal.ts';

export type Identity =
  | { kind: 'anonymous' }
  | { kind: 'app' }
  | { kind: 'user'; token: string; login: string }
  | { kind: 'installation'; token: string; login: string; installation: NonNullable<Grant['installation']> };

export type Level = 'read' | 'write';
export type Role = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin';

const ROLES: readonly Role[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];
const MAX_JWT_SECONDS = 600;

/** Who an Authorization header speaks for. Throws GitHub's 401 for what it does not know. */
export function identify(hub: Hub, header: string | undefined): Identity {
  if (header === undefined) return { kind: 'anonymous' };
  const [scheme = '', credential = ''] = header.trim().split(/\s+/);
  const token = /^basic$/i.test(scheme) ? basicPassword(credential) : credential;
  if (token.startsWith('eyJ')) return checkJwt(token);
  const grant = hub.emulate.tokens.get(token);
  const issued = hub.issued.find(one => one.token === token);
  if (!grant || (issued && issued.expiresAt.getTime() <= Date.now())) throw badCredentials();
  const { login, installation } = grant;
  return installation ? { kind: 'installation', token, login, installation } : { kind: 'user', token, login };
}

function basicPassword(credential: string): string {
  const plain = Buffer.from(credential, 'base64').toString();
  return plain.slice(plain.indexOf(':') + 1);
}

// emulate checks the signature and that it has not expired; GitHub also limits how long it may live.
function checkJwt(token: string): Identity {
  const claims = decodeClaims(token.split('.')[1] ?? '');
  if (!claims) throw new Refusal(401, 'A JSON web token could not be decoded');
  if (Number(claims.exp) > Date.now() / 1000 + MAX_JWT_SECONDS + 60) {
    throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future");
  }
  if (Number(claims.exp) <= Date.now() / 1000) {
    throw new Refusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  return { kind: 'app' };
}

function decodeClaims(part: string): { exp?: unknown } | undefined {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as { exp?: unknown };
  } catch {
    return undefined;
  }
}

/** What a person may do in a repository. */
export function roleOf(hub: Hub, repo: Hosted, login: string): Role {
  const user = hub.tables.users.findOneBy('login', login);
  if (!user) return 'none';
  if (repo.row.full_name.split('/')[0] === login) return 'admin';
  const collaborator = hub.tables.collaborators
    .findBy('repo_id', repo.row.id)
    .find(c => c.user_id === user.id);
  if (collaborator) return ROLE_OF_EMULATE[collaborator.permission] ?? 'read';
  return repo.row.private ? 'none' : 'read';
}

const ROLE_OF_EMULATE: Record<string, Role> = {
  admin: 'admin',
  maintain: 'maintain',
  push: 'write',
  triage: 'triage',
  pull: 'read',
};

export const atLeast = (role: Role, wanted: Role) => ROLES.indexOf(role) >= ROLES.indexOf(wanted);

export function covers(who: Identity & { kind: 'installation' }, repo: Hosted): boolean {
  const { accountId, repositorySelection, repositoryIds } = who.installation;
  if (repo.row.owner_id !== accountId) return false;
  return repositorySelection === 'all' || repositoryIds.includes(repo.row.id);
}

export function granted(who: Identity, permission: string, level: Level): boolean {
  if (who.kind !== 'installation') return false;
  if (permission === 'metadata' && level === 'read') return true;
  const has = who.installation.permissions[permission];
  return has === 'write' || has === 'admin' || (has === 'read' && level === 'read');
}

/** What a request needs: one of the permissions for an App, the role for a person. */
export interface Need {
  level: Level;
  permissions: readonly string[];
  role: Role;
}

/** GitHub hides what a caller may not see (404) and refuses what they may see but not do (403). */
export function requireAccess(hub: Hub, who: Identity, repo: Hosted, need: Need): void {
  const reads = need.level === 'read';
  const visible = !repo.row.private;
  switch (who.kind) {
    case 'app':
      throw new Refusal(401, 'A JSON web token could not be decoded');
    case 'anonymous':
      if (!visible) throw notFound();
      if (!reads) throw new Refusal(401, 'Requires authentication');
      return;
    case 'installation': {
      const covered = covers(who, repo);
      if (!covered && !visible) throw notFound();
      const may = covered && need.permissions.some(permission => granted(who, permission, need.level));
      if (!may && !(visible && reads)) throw notAccessible();
      return;
    }
    case 'user': {
      const role = roleOf(hub, repo, who.login);
      if (role === 'none') throw notFound();
      if (reads) return;
      if (need.permissions.includes('checks'))
        throw new Refusal(403, 'You must authenticate via a GitHub App.');
      if (!atLeast(role, need.role)) throw new Refusal(403, 'Must have admin rights to Repository.');
    }
  }
}

const CONTENTS =
  /^(activity|git|contents|commits|compare|branches|readme|tags|releases|tarball|zipball|merges|forks)(\/|$)/;
const RULES: readonly (readonly [RegExp, readonly string[], Role])[] = [
  [/^(commits\/.+\/)?check-(runs|suites)(\/|$)/, ['checks'], 'write'],
  [/^(statuses\/|commits\/.+\/status(es)?$)/, ['statuses'], 'write'],
  [/^pulls\/\d+\/(merge|update-branch)$/, ['contents'], 'write'],
  [/^issues\/(\d+|comments\/\d+)\/reactions/, ['issues'], 'read'],
  [/^issues\/\d+\/lock/, ['issues'], 'write'],
  [/^pulls(\/|$)/, ['pull_requests'], 'read'],
  [/^issues\/\d+\/labels/, ['issues', 'pull_requests'], 'triage'],
  [/^(labels|milestones)(\/|$)/, ['issues', 'pull_requests'], 'write'],
  [/^issues(\/|$)/, ['issues', 'pull_requests'], 'read'],
  [/^branches\/.+\/protection/, ['administration'], 'admin'],
  [CONTENTS, ['contents'], 'write'],
  [/^actions(\/|$)/, ['actions'], 'write'],
  [/^hooks(\/|$)/, ['repository_hooks'], 'admin'],
];

/** What a request on a path below `repos/{owner}/{repo}/` needs. */
export function needOf(rest: string, level: Level): Need {
  const rule = RULES.find(([pattern]) => pattern.test(rest));
  if (rule) return { level, permissions: rule[1], role: rule[2] };
  return { level, permissions: [level === 'read' ? 'metadata' : 'administration'], role: 'admin' };
}

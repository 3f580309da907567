import { ZERO } from './bare.ts';
import type { Grant, InstallationRow } from './emulate.ts';
import type { Role } from './gate.ts';
import type { Hosted, Hub } from './hub.ts';
import { APP_PERMISSIONS } from './new-hub.ts';
import { buildCommit, type FileContent, host, refsMoved, repositoryNamed } from './repositories.ts';

export interface Account {
  id: number;
  login: string;
  /** A personal token of theirs, for the API and for git. */
  token: string;
}

export interface Installation {
  permissions?: Record<string, string>;
  /** Short names of repositories, or `all`. */
  repositories?: 'all' | readonly string[];
}

const COLLABORATOR = { admin: 'admin', maintain: 'maintain', write: 'push', triage: 'triage', read: 'pull' };

/** Who is there and what they own. */
export class Accounts {
  readonly #hub: Hub;
  readonly #folder: string;
  readonly #permissions: Record<string, string> | undefined;

  constructor(hub: Hub, folder: string, permissions: Record<string, string> | undefined) {
    this.#hub = hub;
    this.#folder = folder;
    this.#permissions = permissions;
  }

  /** Adds a person, bot or organization; the one that is there already under that login. */
  addUser(login: string, options: { type?: 'User' | 'Bot' | 'Organization' } = {}): Account {
    const { tables, emulate } = this.#hub;
    const fields = {
      avatar_url: '',
      gravatar_id: '',
      site_admin: false,
      name: login,
      company: null,
      blog: '',
      email: null,
    };
    const user =
      tables.users.findOneBy('login', login) ??
      tables.users.insert({ login, type: options.type ?? 'User', node_id: btoa(`User:${login}`), ...fields });
    const token = `ghp_${Buffer.from(login).toString('base64url')}`;
    const grant: Grant = { login, id: user.id, scopes: ['repo'] };
    emulate.tokens.set(token, grant);
    return { id: user.id, login, token };
  }

  /**
   * Makes a repository with one commit, adds its owner, and installs the App for the owner if it is not.
   * Returns the repository's id and the commit.
   */
  async createRepository(spec: {
    owner: string;
    name: string;
    files: Record<string, FileContent>;
    private?: boolean;
    defaultBranch?: string;
  }): Promise<{ id: number; fullName: string; sha: string }> {
    const { owner, name, files, defaultBranch = 'main' } = spec;
    this.addUser(owner);
    const fullName = `${owner}/${name}`;
    const fields = { private: spec.private ?? false, default_branch: defaultBranch };
    const repo = await host(this.#hub, this.#folder, fullName, fields);
    const sha = await buildCommit(repo, undefined, files, 'Initial commit', owner);
    await this.#push(repo, `refs/heads/${defaultBranch}`, sha, owner);
    const installed = this.#hub.tables.appInstallations.findBy('account_login', owner).length > 0;
    if (!installed) this.install(owner);
    return { id: repo.row.id, fullName, sha };
  }

  /** Forks a repository with all its branches. */
  async fork(fullName: string, owner: string): Promise<{ id: number; fullName: string }> {
    const parent = repositoryNamed(this.#hub, fullName);
    this.addUser(owner);
    const name = `${owner}/${parent.row.name}`;
    const { id: forked_from_id, default_branch } = parent.row;
    const fields = { private: parent.row.private, fork: true, forked_from_id, default_branch };
    const fork = await host(this.#hub, this.#folder, name, fields);
    await fork.bare.run(['fetch', '-q', parent.bare.dir, '+refs/heads/*:refs/heads/*']);
    const changes = [...(await fork.bare.refs())].map(([ref, after]) => ({ ref, before: ZERO, after }));
    await refsMoved(this.#hub, fork, changes, owner);
    return { id: fork.row.id, fullName: name };
  }

  setPermission(fullName: string, login: string, role: Role): void {
    const { row } = repositoryNamed(this.#hub, fullName);
    const { collaborators } = this.#hub.tables;
    const { id: user_id } = this.addUser(login);
    for (const one of collaborators.findBy('repo_id', row.id))
      if (one.user_id === user_id) collaborators.delete(one.id);
    if (role !== 'none') collaborators.insert({ repo_id: row.id, user_id, permission: COLLABORATOR[role] });
  }

  /** Installs the App for an owner, or changes what its installation grants. Returns the installation's id. */
  install(owner: string, installation: Installation = {}): number {
    const { tables, app, events } = this.#hub;
    const { id: account_id } = this.addUser(owner);
    const { repositories = 'all' } = installation;
    const repository_ids =
      repositories === 'all'
        ? []
        : repositories.map(name => repositoryNamed(this.#hub, `${owner}/${name}`).row.id);
    const fields = {
      permissions: {
        ...(installation.permissions ?? this.#permissions ?? APP_PERMISSIONS),
        metadata: 'read',
      },
      repository_selection: repositories === 'all' ? 'all' : 'selected',
      repository_ids,
    };
    const present = this.#installation(owner);
    if (present) return tables.appInstallations.update(present.id, fields)?.installation_id ?? 0;
    const account = { app_id: app.id, account_type: 'User', account_id, account_login: owner };
    const more = { events: [...events], suspended_at: null, installation_id: 5000 + account_id };
    return tables.appInstallations.insert({ ...account, ...more, ...fields }).installation_id;
  }

  installationId(owner: string): number {
    const installation = this.#installation(owner);
    if (!installation) throw new RangeError(`The App is not installed for ${owner}`);
    return installation.installation_id;
  }

  /** Takes the App away: its tokens die at once. Announced as `installation.deleted`. */
  uninstall(owner: string): void {
    const id = this.installationId(owner);
    const account = { login: owner };
    const row = this.#installation(owner);
    if (row) this.#hub.tables.appInstallations.delete(row.id);
    this.#revoke(id);
    const payload = { action: 'deleted', installation: { id, account }, repositories: [], sender: account };
    this.#hub.webhooks.send('installation', payload);
  }

  /** Lets all tokens of an owner's installation run out, as after an hour. */
  expireTokens(owner: string): void {
    this.#revoke(this.installationId(owner));
  }

  #revoke(installationId: number): void {
    const { tokens } = this.#hub.emulate;
    for (const [token, grant] of tokens)
      if (grant.installation?.installationId === installationId) tokens.delete(token);
  }

  #installation(owner: string): InstallationRow | undefined {
    return this.#hub.tables.appInstallations.all().find(row => row.account_login === owner);
  }

  async #push(repo: Hosted, ref: string, sha: string, sender: string): Promise<void> {
    await repo.bare.run(['update-ref', ref, sha]);
    await refsMoved(this.#hub, repo, [{ ref, before: ZERO, after: sha }], sender);
  }
}

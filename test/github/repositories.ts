import { join } from 'node:path';
import { Bare, GitRefused, ZERO } from './bare.ts';
import { diffOf } from './diff.ts';
import type { PullRow } from './emulate.ts';
import type { Hosted, Hub } from './hub.ts';
import type { Json } from './refusal.ts';

export type FileContent = string | Uint8Array | { mode: string; content: string | Uint8Array } | null;

export interface RefChange {
  ref: string;
  /** {@link ZERO} for a ref that was not there. */
  before: string;
  /** {@link ZERO} for a ref that is gone. */
  after: string;
}

/** Adds a repository to emulate's store and makes its bare repository under `folder`. */
export async function host(hub: Hub, folder: string, name: string, fields: Json): Promise<Hosted> {
  const [owner = '', short = ''] = name.split('/');
  const account = hub.tables.users.findOneBy('login', owner);
  if (!account) throw new RangeError(`There is no account ${owner}`);
  if (hub.repositories.has(name)) throw new RangeError(`There is a repository ${name} already`);
  const branch = String(fields.default_branch ?? 'main');
  const row = hub.tables.repos.insert({
    ...{ node_id: '', name: short, full_name: name, owner_id: account.id, owner_type: 'User' },
    ...{
      description: null,
      fork: false,
      forked_from_id: null,
      homepage: null,
      language: null,
      languages: {},
    },
    ...{ forks_count: 0, stargazers_count: 0, watchers_count: 0, size: 0, open_issues_count: 0, topics: [] },
    ...{ has_issues: true, has_projects: false, has_wiki: false, has_pages: false, has_downloads: true },
    ...{ has_discussions: false, archived: false, disabled: false, pushed_at: null, license: null },
    ...{
      allow_rebase_merge: true,
      allow_squash_merge: true,
      allow_merge_commit: true,
      allow_auto_merge: false,
    },
    ...{ delete_branch_on_merge: false, allow_forking: true, is_template: false },
    visibility: fields.private === true ? 'private' : 'public',
    private: false,
    ...fields,
    default_branch: branch,
  });
  const node_id = Buffer.from(`010:Repository${row.id}`).toString('base64url');
  const bare = await Bare.create(join(folder, `${name}.git`), branch);
  const hosted: Hosted = { row: hub.tables.repos.update(row.id, { node_id }) ?? row, bare };
  hub.repositories.set(name, hosted);
  return hosted;
}

/** Builds a commit from files on top of `parent`; `null` deletes a file. */
export async function buildCommit(
  repo: Hosted,
  parent: string | undefined,
  files: Record<string, FileContent>,
  message: string,
  author: string,
): Promise<string> {
  const index = { GIT_INDEX_FILE: join(repo.bare.dir, `index.${crypto.randomUUID()}`) };
  if (parent) await repo.bare.run(['read-tree', parent], '', index);
  const lines = await Promise.all(
    Object.entries(files).map(async ([path, file]) => {
      if (file === null) return `0 ${ZERO}\t${path}\0`;
      const { mode, content } =
        typeof file === 'string' || file instanceof Uint8Array ? { mode: '100644', content: file } : file;
      const sha = mode === '160000' ? String(content) : await repo.bare.write('blob', Buffer.from(content));
      return `${mode} ${sha}\t${path}\0`;
    }),
  );
  await repo.bare.run(['update-index', '-z', '--index-info'], lines.join(''), index);
  const tree = String(await repo.bare.run(['write-tree'], '', index)).trim();
  const email = `${author}@users.noreply.github.com`;
  const who = {
    GIT_AUTHOR_NAME: author,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: author,
    GIT_COMMITTER_EMAIL: email,
  };
  const args = ['commit-tree', tree, ...(parent ? ['-p', parent] : []), '-F', '-'];
  return String(await repo.bare.run(args, message, who)).trim();
}

/** Moves refs in one transaction; false (and nothing moved) when one of them is not at `before` any more. */
export async function moveRefs(
  hub: Hub,
  repo: Hosted,
  changes: readonly RefChange[],
  sender: string,
): Promise<boolean> {
  const lines = changes.map(({ ref, before, after }) => `update ${ref}\0${after}\0${before}\0`);
  try {
    await repo.bare.run(['update-ref', '-z', '--stdin'], lines.join(''));
  } catch (error) {
    if (error instanceof GitRefused) return false;
    throw error;
  }
  await refsMoved(hub, repo, changes, sender);
  return true;
}

/** Brings emulate's branches and pull requests in step with git, and announces what happened. */
export async function refsMoved(
  hub: Hub,
  repo: Hosted,
  changes: readonly RefChange[],
  sender: string,
): Promise<void> {
  for (const change of changes) {
    mirrorRef(hub, repo, change);
    const { ref, before, after } = change;
    const name = repo.row.full_name;
    const moves = hub.activity.get(name) ?? [];
    hub.activity.set(name, [...moves, { ref, before, after, at: new Date(), actor: sender }]);
    await hub.emulate.hooks.dispatch('push', undefined, {
      ...{ ref, before, after, created: before === ZERO, deleted: after === ZERO },
      ...{ repository: { full_name: name }, sender: { login: sender } },
    });
    if (ref.startsWith('refs/heads/'))
      await followBranch(hub, repo, ref.slice('refs/heads/'.length), after, sender);
  }
}

function mirrorRef(hub: Hub, repo: Hosted, { ref, after }: RefChange): void {
  const { refs, branches } = hub.tables;
  const repo_id = repo.row.id;
  for (const row of refs.findBy('repo_id', repo_id)) if (row.ref === ref) refs.delete(row.id);
  if (after !== ZERO) refs.insert({ repo_id, ref, sha: after, node_id: '' });
  if (!ref.startsWith('refs/heads/')) return;
  const name = ref.slice('refs/heads/'.length);
  for (const row of branches.findBy('repo_id', repo_id)) if (row.name === name) branches.delete(row.id);
  if (after !== ZERO) branches.insert({ repo_id, name, sha: after, protected: false });
}

async function followBranch(
  hub: Hub,
  repo: Hosted,
  branch: string,
  after: string,
  sender: string,
): Promise<void> {
  for (const pull of hub.tables.pullRequests.all()) {
    if (pull.state !== 'open') continue;
    if (pull.head_repo_id === repo.row.id && pull.head_ref === branch) {
      if (after === ZERO) await closeOrphan(hub, pull);
      else await headMoved(hub, pull, after, sender);
    } else if (pull.repo_id === repo.row.id && pull.base_ref === branch && after !== ZERO) {
      hub.tables.pullRequests.update(pull.id, { base_sha: after });
      await refreshPull(hub, pull.id);
    }
  }
}

async function headMoved(hub: Hub, pull: PullRow, after: string, sender: string): Promise<void> {
  const before = pull.head_sha;
  hub.tables.pullRequests.update(pull.id, { head_sha: after });
  await refreshPull(hub, pull.id);
  const { row } = repositoryOf(hub, pull.repo_id);
  const { body } = await hub.askAsOwner('GET', `/repos/${row.full_name}/pulls/${pull.number}`);
  await hub.emulate.hooks.dispatch('pull_request', 'synchronize', {
    ...{ action: 'synchronize', number: pull.number, before, after, pull_request: body },
    ...{ repository: { full_name: row.full_name }, sender: { login: sender } },
  });
}

// GitHub closes a pull request whose head branch is deleted.
async function closeOrphan(hub: Hub, pull: PullRow): Promise<void> {
  const { row } = repositoryOf(hub, pull.repo_id);
  await hub.askAsOwner('PATCH', `/repos/${row.full_name}/pulls/${pull.number}`, { state: 'closed' });
}

/** Serves `refs/pull/N/head` and counts what changed. */
export async function refreshPull(hub: Hub, id: number): Promise<void> {
  const pull = hub.tables.pullRequests.get(id);
  if (!pull) return;
  const base = repositoryOf(hub, pull.repo_id);
  const head = repositoryOf(hub, pull.head_repo_id);
  const ref = `refs/pull/${pull.number}/head`;
  if (head === base) await base.bare.run(['update-ref', ref, pull.head_sha]);
  else
    await base.bare.run(['fetch', '-q', '--no-tags', head.bare.dir, `+refs/heads/${pull.head_ref}:${ref}`]);
  const files = await diffOf(base, pull.base_sha, pull.head_sha);
  const commits = Number(await base.bare.text(['rev-list', '--count', `${pull.base_sha}..${pull.head_sha}`]));
  hub.tables.pullRequests.update(id, {
    commits,
    changed_files: files.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
  });
}

export function repositoryOf(hub: Hub, id: number): Hosted {
  const row = hub.tables.repos.get(id);
  const hosted = row && hub.repositories.get(row.full_name);
  if (!hosted) throw new RangeError(`There is no repository with the id ${id}`);
  return hosted;
}

export function repositoryNamed(hub: Hub, fullName: string): Hosted {
  const hosted = hub.repositories.get(fullName);
  if (!hosted) throw new RangeError(`There is no repository ${fullName}`);
  return hosted;
}

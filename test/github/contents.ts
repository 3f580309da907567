import type { TreeEntry } from './bare.ts';
import { diffOf, mergeBase, patchesOf } from './diff.ts';
import { presentCommit } from './git-data.ts';
import type { Hosted, Hub, RepoCall, RouteTable } from './hub.ts';
import { pageOf } from './page.ts';
import { type Json, notEmulated, notFound, Refusal } from './refusal.ts';

const INLINE_BYTES = 1024 * 1024;
const MOST_BYTES = 100 * 1024 * 1024;

async function commitNamed(repo: Hosted, name: string): Promise<string> {
  const sha = await repo.bare.resolve(name);
  if (!sha) throw new Refusal(404, `No commit found for the ref ${name}`);
  return sha;
}

function present(hub: Hub, repo: Hosted, ref: string, entry: TreeEntry): Json {
  const root = `${hub.apiUrl}/repos/${repo.row.full_name}`;
  const path = entry.path.split('/').map(encodeURIComponent).join('/');
  const kind = { blob: entry.mode === '120000' ? 'symlink' : 'file', tree: 'dir', commit: 'submodule' }[
    entry.type
  ];
  const html = `${hub.url}/${repo.row.full_name}/${entry.type}/${ref}/${path}`;
  return {
    ...{
      name: entry.path.split('/').at(-1),
      path: entry.path,
      sha: entry.sha,
      size: entry.size ?? 0,
      type: kind,
    },
    ...{
      url: `${root}/contents/${path}?ref=${ref}`,
      html_url: html,
      git_url: `${root}/git/${entry.type}s/${entry.sha}`,
    },
    download_url: kind === 'file' ? `${hub.url}/${repo.row.full_name}/raw/${ref}/${path}` : null,
  };
}

async function contents({ repo, query, accept }: RepoCall, path: string, hub: Hub) {
  const ref = query.get('ref') ?? repo.row.default_branch;
  const commit = await commitNamed(repo, ref);
  const entries = await repo.bare.tree(commit, true);
  const folder = path === '' || entries.some(entry => entry.path === path && entry.type === 'tree');
  if (folder) {
    const depth = path === '' ? 0 : path.split('/').length;
    const here = entries.filter(
      e => (path === '' || e.path.startsWith(`${path}/`)) && e.path.split('/').length === depth + 1,
    );
    return { status: 200, body: here.map(entry => present(hub, repo, ref, entry)) };
  }
  const entry = entries.find(one => one.path === path);
  if (!entry) throw notFound();
  const size = entry.size ?? 0;
  if (size > MOST_BYTES) throw new Refusal(403, 'This API returns blobs up to 100 MB in size.');
  if (entry.type === 'commit') return { status: 200, body: present(hub, repo, ref, entry) };
  const bytes = await repo.bare.read('blob', entry.sha);
  if (accept.includes('raw')) return { status: 200, body: bytes };
  const inline = size <= INLINE_BYTES;
  const content = inline ? bytes.toString('base64').replaceAll(/.{60}/g, '$&\n') : '';
  return {
    status: 200,
    body: { ...present(hub, repo, ref, entry), content, encoding: inline ? 'base64' : 'none' },
  };
}

/** A commit as `commits/{ref}` gives it. */
export async function fullCommit(hub: Hub, repo: Hosted, sha: string): Promise<Json> {
  const { parents, url, html_url, node_id, ...commit } = presentCommit(
    hub,
    repo,
    await repo.bare.commit(sha),
  );
  const api = String(url).replace('/git/commits/', '/commits/');
  return {
    sha,
    node_id,
    url: api,
    html_url,
    commit: { ...commit, url },
    author: null,
    committer: null,
    parents,
  };
}

export async function presentFiles(hub: Hub, call: RepoCall, base: string, head: string) {
  const { repo } = call;
  const { items, headers } = pageOf(call, hub, await diffOf(repo, base, head));
  const patches = await patchesOf(repo, base, head, items);
  const body = items.map((file, at) => ({
    ...file,
    ...(patches[at] === undefined ? {} : { patch: patches[at] }),
  }));
  return { status: 200, body, headers };
}

async function compare(call: RepoCall, from: string, to: string, hub: Hub) {
  const { repo } = call;
  const [base, head] = [await commitNamed(repo, from), await commitNamed(repo, to)];
  const counts = await repo.bare.text(['rev-list', '--left-right', '--count', `${base}...${head}`]);
  const [behind_by = 0, ahead_by = 0] = counts.split('\t').map(Number);
  const status =
    ahead_by > 0 ? (behind_by > 0 ? 'diverged' : 'ahead') : behind_by > 0 ? 'behind' : 'identical';
  const shas = (await repo.bare.text(['rev-list', '--reverse', `${base}..${head}`]))
    .split('\n')
    .filter(Boolean);
  const commits = await Promise.all(shas.map(sha => fullCommit(hub, repo, sha)));
  const merge_base_commit = await fullCommit(hub, repo, await mergeBase(repo, base, head));
  const { body: files } = await presentFiles(hub, call, base, head);
  const base_commit = await fullCommit(hub, repo, base);
  return {
    status: 200,
    body: {
      status,
      ahead_by,
      behind_by,
      total_commits: ahead_by,
      base_commit,
      merge_base_commit,
      commits,
      files,
    },
  };
}

export const contentRoutes: RouteTable = [
  ['GET', /^contents\/?(.*)$/, (call, [, path = ''], hub) => contents(call, path.replace(/\/$/, ''), hub)],
  [
    'GET',
    /^compare\/(.+?)\.\.\.(.+)$/,
    (call, [, base = '', head = ''], hub) => compare(call, base, head, hub),
  ],
  [
    'GET',
    /^commits$/,
    async (call, _, hub) => {
      const { repo, query } = call;
      const sha = await commitNamed(repo, query.get('sha') ?? repo.row.default_branch);
      const path = query.get('path');
      const shas = (await repo.bare.text(['rev-list', sha, ...(path ? ['--', path] : [])]))
        .split('\n')
        .filter(Boolean);
      const { items, headers } = pageOf(call, hub, shas);
      return { status: 200, body: await Promise.all(items.map(one => fullCommit(hub, repo, one))), headers };
    },
  ],
  [
    'GET',
    /^commits\/((?!.*\/(check-runs|check-suites|status|statuses|comments|pulls)$).+)$/,
    async ({ repo }, [, name = ''], hub) => {
      const sha = await repo.bare.resolve(name);
      if (!sha) throw new Refusal(422, `No commit found for SHA: ${name}`);
      return { status: 200, body: await fullCommit(hub, repo, sha) };
    },
  ],
  [
    'GET',
    /^branches\/((?!.*\/protection).+)$/,
    async ({ repo }, [, name = ''], hub) => {
      const sha = await repo.bare.ref(`refs/heads/${name}`);
      if (!sha) throw new Refusal(404, 'Branch not found');
      const isProtected = hub.protectedRefs.get(repo.row.full_name)?.has(`refs/heads/${name}`) ?? false;
      return {
        status: 200,
        body: { name, commit: await fullCommit(hub, repo, sha), protected: isProtected },
      };
    },
  ],
  // emulate has git data of its own for these; an answer from there would contradict the repository.
  ['*', /^(git|contents|readme|merges|tags|tarball|zipball|forks|branches)(\/|$)/, refuse],
  ['*', /^pulls\/\d+\/(merge|update-branch)$/, refuse],
];

function refuse({ method, rest }: RepoCall): never {
  throw notEmulated(`${method} ${rest}`);
}

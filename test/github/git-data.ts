import { join } from 'node:path';
import { type Commit, type TreeEntry, ZERO } from './bare.ts';
import { changesToTree } from './git-tree.ts';
import type { Hosted, Hub, RepoCall, RouteTable } from './hub.ts';
import { type Person, personLine } from './person.ts';
import { isJson, type Json, notFound, Refusal, textOf, unprocessable } from './refusal.ts';

const MAX_BLOB_BYTES = 100 * 1024 * 1024;
const rootOf = (hub: Hub, repo: Hosted) => `${hub.apiUrl}/repos/${repo.row.full_name}`;

/** A commit as `git/commits/{sha}` gives it. */
export function presentCommit(hub: Hub, repo: Hosted, commit: Commit): Json {
  const root = rootOf(hub, repo);
  const verified = hub.commits.get(`${repo.row.full_name}:${commit.sha}`)?.verified ?? false;
  const { sha, author, committer, message } = commit;
  return {
    ...{
      sha,
      node_id: Buffer.from(`Commit:${sha}`).toString('base64url'),
      url: `${root}/git/commits/${sha}`,
    },
    html_url: `${hub.url}/${repo.row.full_name}/commit/${sha}`,
    ...{ author, committer, message },
    tree: { sha: commit.tree, url: `${root}/git/trees/${commit.tree}` },
    parents: commit.parents.map(parent => ({ sha: parent, url: `${root}/git/commits/${parent}` })),
    verification: {
      verified,
      reason: verified ? 'valid' : 'unsigned',
      signature: null,
      payload: null,
      verified_at: null,
    },
  };
}

function presentTree(hub: Hub, repo: Hosted, sha: string, entries: readonly TreeEntry[]): Json {
  const root = rootOf(hub, repo);
  const tree = entries.map(entry => ({ ...entry, url: `${root}/git/${entry.type}s/${entry.sha}` }));
  return { sha, url: `${root}/git/trees/${sha}`, tree, truncated: false };
}

async function createTree(call: RepoCall, hub: Hub) {
  const { repo, body } = call;
  if (!Array.isArray(body.tree)) throw new Refusal(422, 'Invalid request.\n\n"tree" wasn\'t supplied.');
  const base = textOf(body.base_tree);
  const type = base && (await repo.bare.type(base));
  if (base !== undefined && type !== 'tree' && type !== 'commit')
    throw unprocessable('base_tree is not a valid tree oid');
  const changes = await changesToTree(call, base, body.tree.filter(isJson));
  const index = { GIT_INDEX_FILE: join(repo.bare.dir, `index.${crypto.randomUUID()}`) };
  if (base) await repo.bare.run(['read-tree', base], '', index);
  if (changes.removed.length > 0) {
    const lines = changes.removed.map(path => `0 ${ZERO}\t${path}\0`).join('');
    await repo.bare.run(['update-index', '-z', '--index-info'], lines, index);
  }
  const lines = changes.files.map(({ mode, sha, path }) => `${mode} ${sha}\t${path}\0`).join('');
  await repo.bare.run(['update-index', '-z', '--index-info'], lines, index);
  const sha = String(await repo.bare.run(['write-tree'], '', index)).trim();
  return { status: 201, body: presentTree(hub, repo, sha, await repo.bare.tree(sha, false)) };
}

function personFrom(value: unknown, field: string, fallback: Person): Person {
  if (value === undefined || value === null) return fallback;
  const [name, email] = isJson(value) ? [textOf(value.name), textOf(value.email)] : [];
  if (!isJson(value) || !name || !email)
    throw unprocessable(`Invalid request.\n\n"${field}" needs name and email.`);
  const date = textOf(value.date) ?? fallback.date;
  if (Number.isNaN(Date.parse(date)))
    throw unprocessable(`Invalid request.\n\n"${field}.date" is not a date-time.`);
  return { name, email, date };
}

async function createCommit(call: RepoCall, hub: Hub) {
  const { repo, body, who } = call;
  const [message, tree] = [textOf(body.message), textOf(body.tree)];
  if (message === undefined || !tree)
    throw unprocessable('Invalid request.\n\n"message" and "tree" are required.');
  if (message.trim() === '' || message.includes('\0')) throw unprocessable('Invalid commit message');
  if ((await repo.bare.type(tree)) !== 'tree') throw unprocessable('Tree SHA does not exist');
  const parents = Array.isArray(body.parents) ? body.parents.map(String) : [];
  for (const parent of parents) {
    if ((await repo.bare.type(parent)) !== 'commit')
      throw unprocessable('Parent SHA does not exist or is not a commit object');
  }
  const login = who.kind === 'user' ? who.login : hub.app.botLogin;
  const id = hub.tables.users.findOneBy('login', login)?.id ?? hub.app.id;
  const now = new Date().toISOString();
  const self = { name: login, email: `${id}+${login}@users.noreply.github.com`, date: now };
  const author = personFrom(body.author, 'author', self);
  const omitted = [body.author, body.committer, body.signature].every(value => value === undefined);
  const signer = { name: 'GitHub', email: 'noreply@github.com', date: now };
  const committer = personFrom(body.committer, 'committer', omitted ? signer : author);
  const headers = [`tree ${tree}`, ...parents.map(parent => `parent ${parent}`)];
  const people = [`author ${personLine(author)}`, `committer ${personLine(committer)}`];
  const sha = await repo.bare.write('commit', Buffer.from([...headers, ...people, '', message].join('\n')));
  const verified = omitted && who.kind === 'installation';
  const sent = { author: body.author, committer: body.committer, signature: body.signature };
  hub.commits.set(`${repo.row.full_name}:${sha}`, { ...sent, verified });
  return { status: 201, body: presentCommit(hub, repo, await repo.bare.commit(sha)) };
}

export const gitDataRoutes: RouteTable = [
  [
    'POST',
    /^git\/blobs$/,
    async ({ repo, body }, _, hub) => {
      const content = textOf(body.content);
      const encoding = body.encoding ?? 'utf-8';
      if (content === undefined) throw unprocessable('Invalid request.\n\n"content" wasn\'t supplied.');
      if (encoding !== 'utf-8' && encoding !== 'base64')
        throw unprocessable(`encoding ${String(encoding)} is not supported`);
      if (encoding === 'base64' && !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(content))
        throw unprocessable('content is not valid Base64');
      const bytes = Buffer.from(content, encoding);
      if (bytes.length > MAX_BLOB_BYTES) throw unprocessable('Blob is too large');
      const sha = await repo.bare.write('blob', bytes);
      return { status: 201, body: { sha, url: `${rootOf(hub, repo)}/git/blobs/${sha}` } };
    },
  ],
  [
    'GET',
    /^git\/blobs\/([^/]+)$/,
    async ({ repo, accept }, [, sha = ''], hub) => {
      if ((await repo.bare.type(sha)) !== 'blob') throw notFound();
      const content = await repo.bare.read('blob', sha);
      if (accept.includes('raw')) return { status: 200, body: content };
      const url = `${rootOf(hub, repo)}/git/blobs/${sha}`;
      const encoded = content.toString('base64').replaceAll(/.{60}/g, '$&\n');
      return { status: 200, body: { sha, url, size: content.length, content: encoded, encoding: 'base64' } };
    },
  ],
  ['POST', /^git\/trees$/, (call, _, hub) => createTree(call, hub)],
  [
    'GET',
    /^git\/trees\/(.+)$/,
    async ({ repo, query }, [, name = ''], hub) => {
      const commit = await repo.bare.resolve(name);
      const sha = commit ? (await repo.bare.commit(commit)).tree : name;
      if ((await repo.bare.type(sha)) !== 'tree') throw notFound();
      return {
        status: 200,
        body: presentTree(hub, repo, sha, await repo.bare.tree(sha, query.has('recursive'))),
      };
    },
  ],
  ['POST', /^git\/commits$/, (call, _, hub) => createCommit(call, hub)],
  [
    'GET',
    /^git\/commits\/([^/]+)$/,
    async ({ repo }, [, sha = ''], hub) => {
      if ((await repo.bare.type(sha)) !== 'commit') throw notFound();
      return { status: 200, body: presentCommit(hub, repo, await repo.bare.commit(sha)) };
    },
  ],
];

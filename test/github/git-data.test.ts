import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installationToken, octokitWith, refusal } from './clients.ts';
import { AT, git, SHOP, smallWorld, type World } from './world.ts';

let world: World;
let rest: World['octokit']['rest'];
beforeAll(async () => {
  world = await smallWorld();
  rest = world.octokit.rest;
});
afterAll(() => world.github.close());

const entry = (path: string, more: object = { content: 'x\n' }) =>
  ({ path, mode: '100644', type: 'blob', ...more }) as { path: string; mode: '100644'; type: 'blob' };

async function treeOf(ref: string) {
  return (await world.github.commitOf(SHOP, ref)).tree;
}

describe('blobs', () => {
  it.each([
    ['text', Buffer.from('hällo\n'), 'utf-8'],
    ['bytes', randomBytes(300_000), 'base64'],
    ['nothing', Buffer.alloc(0), 'base64'],
  ] as const)('keep %s as git does', async (_, bytes, encoding) => {
    const { data } = await rest.git.createBlob({ ...AT, content: bytes.toString(encoding), encoding });
    const { data: back } = await rest.git.getBlob({ ...AT, file_sha: data.sha });
    expect(Buffer.from(back.content, 'base64').equals(bytes)).toBe(true);
    expect(await git(['--git-dir', world.github.gitDir(SHOP), 'cat-file', '-s', data.sha])).toBe(
      String(bytes.length),
    );
  });

  it('refuse what is not base64 and are 404 when missing', async () => {
    expect(await refusal(rest.git.createBlob({ ...AT, content: '§§§', encoding: 'base64' }))).toBe(422);
    expect(await refusal(rest.git.getBlob({ ...AT, file_sha: '0'.repeat(40) }))).toBe(404);
  });
});

describe('trees', () => {
  it('change, delete and replace files on top of a base, with all modes', async () => {
    const base_tree = await treeOf('main');
    const { data: inner } = await rest.git.createTree({ ...AT, tree: [entry('deep/file')] });
    const { data } = await rest.git.createTree({
      ...AT,
      base_tree,
      tree: [
        { path: 'README.md', mode: '100644', type: 'blob', sha: null },
        { path: 'src', mode: '100755', type: 'blob', content: 'a file now\n' },
        { path: 'link', mode: '120000', type: 'blob', content: 'src' },
        { path: 'sub', mode: '160000', type: 'commit', sha: world.pull.headSha },
        { path: 'folder', mode: '040000', type: 'tree', sha: inner.sha },
      ],
    });
    const { data: all } = await rest.git.getTree({ ...AT, tree_sha: data.sha, recursive: '1' });
    expect(all.tree.map(one => `${one.mode} ${one.path}`)).toEqual([
      '040000 folder',
      '040000 folder/deep',
      '100644 folder/deep/file',
      '120000 link',
      '100755 src',
      '160000 sub',
    ]);
  });

  it.each([
    ['deletes a missing path', [entry('nowhere', { sha: null })], 422],
    ['names an unknown blob', [entry('a', { sha: 'a'.repeat(40) })], 422],
    ['has a mode that git does not have', [entry('a', { mode: '100600', content: '' })], 422],
    ['has neither sha nor content', [entry('a', {})], 422],
    ['has both sha and content', [entry('a', { sha: 'a'.repeat(40), content: '' })], 422],
    ['climbs out', [entry('../a')], 422],
    ['goes into .git', [entry('.GIT/config')], 422],
    ['starts at the root', [entry('/etc/passwd')], 422],
    ['changes a workflow', [entry('.github/workflows/ci.yml')], 404],
  ])('are refused when one %s', async (_, tree, status) => {
    expect(await refusal(rest.git.createTree({ ...AT, base_tree: await treeOf('main'), tree }))).toBe(status);
  });

  it('may change workflows with the permission for it', async () => {
    const permissions = { contents: 'write', workflows: 'write' };
    await world.github.createRepository({ owner: 'initech', name: 'x', private: true, files: { a: 'a' } });
    world.github.install('initech', { permissions });
    const octokit = octokitWith(world.github, await installationToken(world.github, 'initech'));
    const at = { owner: 'initech', repo: 'x' };
    const { status } = await octokit.rest.git.createTree({
      ...at,
      tree: [entry('.github/workflows/ci.yml')],
    });
    expect(status).toBe(201);
  });

  it('are refused on a base that is no tree', async () => {
    const base_tree = '1'.repeat(40);
    expect(await refusal(rest.git.createTree({ ...AT, base_tree, tree: [entry('a')] }))).toBe(422);
  });
});

describe('commits', () => {
  const author = { name: 'Alice', email: 'alice@example.org', date: '2026-01-02T03:04:05Z' };

  it('are verified only when the App leaves author, committer and signature out', async () => {
    const tree = await treeOf('main');
    const make = (more: object) => rest.git.createCommit({ ...AT, message: 'm', tree, parents: [], ...more });
    const { data: plain } = await make({});
    expect(plain.verification.verified).toBe(true);
    expect(plain.author.name).toBe(world.github.app.botLogin);
    expect(await world.github.commitOf(SHOP, plain.sha)).toMatchObject({
      verified: true,
      sent: { author: undefined, committer: undefined, signature: undefined },
    });
    for (const more of [{ author }, { committer: author }, { signature: '-----BEGIN PGP SIGNATURE-----' }]) {
      const { data } = await make({ ...more, message: JSON.stringify(more) });
      expect(data.verification.verified).toBe(false);
    }
    const alice = octokitWith(world.github, world.github.addUser('alice').token);
    const { data: own } = await alice.rest.git.createCommit({ ...AT, message: 'own', tree, parents: [] });
    expect(own.verification.verified).toBe(false);
  });

  it('keep names, dates, parents and message as they were sent', async () => {
    const parents = [world.pull.headSha, await world.github.commitOf(SHOP, 'main').then(one => one.sha)];
    const message = 'Subject\n\nBody with ünïcode\n\nCo-authored-by: Alice <alice@example.org>';
    const { data } = await rest.git.createCommit({
      ...AT,
      message,
      tree: await treeOf('main'),
      parents,
      author,
    });
    const raw = await git(['--git-dir', world.github.gitDir(SHOP), 'cat-file', 'commit', data.sha]);
    expect(raw).toContain(`author Alice <alice@example.org> ${Date.parse(author.date) / 1000} +0000\n`);
    const { data: back } = await rest.git.getCommit({ ...AT, commit_sha: data.sha });
    expect(back).toMatchObject({ message, author, parents: parents.map(sha => ({ sha })) });
  });

  it.each([
    ['tree', { tree: '1'.repeat(40), parents: [] }],
    ['parent', { parents: ['1'.repeat(40)] }],
    ['message', { message: ' ', parents: [] }],
  ])('are refused with a wrong %s', async (_, wrong) => {
    const fields = { message: 'm', tree: await treeOf('main'), ...wrong };
    expect(await refusal(rest.git.createCommit({ ...AT, ...fields }))).toBe(422);
  });
});

describe('contents', () => {
  it('come as file, folder, raw bytes and 404', async () => {
    const ref = 'feature';
    const { data: file } = await rest.repos.getContent({ ...AT, path: 'src/app.ts', ref });
    expect(file).toMatchObject({
      type: 'file',
      encoding: 'base64',
      content: Buffer.from('one\n2\nthree\n').toString('base64'),
    });
    const { data: root } = await rest.repos.getContent({ ...AT, path: '', ref });
    expect(root).toMatchObject([
      { name: 'README.md', type: 'file' },
      { name: 'src', type: 'dir' },
    ]);
    const mediaType = { format: 'raw' };
    const { data: raw } = await rest.repos.getContent({ ...AT, path: 'README.md', ref, mediaType });
    expect(Buffer.from(raw as unknown as ArrayBuffer).toString()).toBe('# Shop\n');
    expect(await refusal(rest.repos.getContent({ ...AT, path: 'nope' }))).toBe(404);
    expect(await refusal(rest.repos.getContent({ ...AT, path: 'README.md', ref: 'nope' }))).toBe(404);
  });

  it('compare two commits', async () => {
    const { data } = await rest.repos.compareCommitsWithBasehead({ ...AT, basehead: 'main...feature' });
    expect(data).toMatchObject({
      status: 'ahead',
      ahead_by: 1,
      behind_by: 0,
      files: [{ filename: 'src/app.ts', additions: 1 }],
    });
  });

  it('list the files of a pull request page by page, with renames and patches', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 120 }, (_, at) => [`many/${String(at).padStart(3, '0')}.txt`, `${at}\n`]),
    );
    await world.github.commit(
      SHOP,
      'many',
      { ...many, 'README.md': null, 'READ.md': '# Shop\n' },
      'Many',
      'alice',
    );
    const pull = await world.github.openPullRequest({ repo: SHOP, head: 'many', author: 'alice' });
    const where = { ...AT, pull_number: pull.number, per_page: 100 };
    const files = await world.octokit.paginate(rest.pulls.listFiles, where);
    expect(files).toHaveLength(121);
    expect(files[0]).toMatchObject({
      status: 'renamed',
      filename: 'READ.md',
      previous_filename: 'README.md',
    });
    expect(files[1]).toMatchObject({
      filename: 'many/000.txt',
      status: 'added',
      additions: 1,
      patch: '@@ -0,0 +1 @@\n+0',
    });
    const { data } = await rest.pulls.get({ ...AT, pull_number: pull.number });
    expect(data).toMatchObject({ changed_files: 121, additions: 120, commits: 1 });
    const { data: commits } = await rest.pulls.listCommits({ ...AT, pull_number: pull.number });
    expect(commits.map(one => one.commit.message.trim())).toEqual(['Many']);
  });
});

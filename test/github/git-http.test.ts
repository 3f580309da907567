import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { installationToken } from './clients.ts';
import { AT, cloneUrl, git, SHOP, smallWorld, type World } from './world.ts';

let world: World;
let token: string;
let folder: string;
beforeAll(async () => {
  world = await smallWorld();
});
beforeEach(async () => {
  token = await installationToken(world.github, 'acme');
  folder = await mkdtemp(join(tmpdir(), 'clone-'));
  return () => rm(folder, { recursive: true, force: true });
});
afterAll(() => world.github.close());

async function clone(branch = 'feature') {
  const into = join(folder, 'clone');
  await git(['clone', '-q', '--branch', branch, cloneUrl(world.github), into], token);
  return into;
}

async function change(into: string, path: string, content: string) {
  await git(['checkout', '-q', '-B', 'work'], token, into);
  await writeFile(join(into, path), content);
  await git(['add', '-A'], token, into);
  await git(['commit', '-q', '-m', `Change ${path}`], token, into);
  return git(['rev-parse', 'HEAD'], token, into);
}

it('serves what the API wrote', async () => {
  const { data: head } = await world.octokit.rest.git.getRef({ ...AT, ref: 'heads/feature' });
  const { data: tree } = await world.octokit.rest.git.createTree({
    ...AT,
    base_tree: head.object.sha,
    tree: [{ path: 'tool.sh', mode: '100755', type: 'blob', content: '#!/bin/sh\n' }],
  });
  const { data: commit } = await world.octokit.rest.git.createCommit({
    ...AT,
    message: 'By the API',
    tree: tree.sha,
    parents: [head.object.sha],
  });
  await world.octokit.rest.git.createRef({ ...AT, ref: 'refs/speckit/runs/r1', sha: commit.sha });
  const into = await clone();
  await git(['fetch', '-q', 'origin', 'refs/speckit/runs/r1'], token, into);
  expect(await git(['rev-parse', 'FETCH_HEAD'], token, into)).toBe(commit.sha);
  expect(await git(['ls-tree', 'FETCH_HEAD', 'tool.sh'], token, into)).toMatch(/^100755 blob/);
  await git(['fsck', '--strict'], token, into);
});

it('shows a push to the API, moves the pull request and its own ref', async () => {
  const into = await clone();
  const sha = await change(into, 'pushed.txt', 'pushed\n');
  await git(['push', '-q', 'origin', 'work:feature'], token, into);
  const { data: commit } = await world.octokit.rest.git.getCommit({ ...AT, commit_sha: sha });
  expect(commit).toMatchObject({ sha, message: 'Change pushed.txt\n', verification: { verified: false } });
  const { data: pull } = await world.octokit.rest.pulls.get({ ...AT, pull_number: world.pull.number });
  expect(pull.head.sha).toBe(sha);
  expect((await world.github.refs(SHOP))[`refs/pull/${world.pull.number}/head`]).toBe(sha);
  const { data: files } = await world.octokit.rest.pulls.listFiles({ ...AT, pull_number: world.pull.number });
  expect(files.map(file => [file.filename, file.status])).toEqual([
    ['pushed.txt', 'added'],
    ['src/app.ts', 'modified'],
  ]);
});

it('lets a bare SHA be fetched, shallow and filtered', async () => {
  const bare = join(folder, 'bare');
  await git(['init', '-q', '--bare', bare]);
  const args = ['fetch', '-q', '--depth=1', '--filter=blob:none', cloneUrl(world.github), world.pull.headSha];
  await git(args, token, bare);
  expect(await git(['rev-parse', 'FETCH_HEAD'], token, bare)).toBe(world.pull.headSha);
  expect(await git(['rev-list', '--objects', '--missing=print', 'FETCH_HEAD'], token, bare)).toContain('?');
});

it.each([
  ['no token', async () => undefined, /could not read Username|Authentication failed/],
  ['a wrong token', async () => 'ghs_wrong', /Authentication failed|could not read Username/],
  [
    'a token without contents',
    () => installationToken(world.github, 'acme', { permissions: { issues: 'write' } }),
    /403/,
  ],
])('refuses a clone with %s', async (_, getToken, message) => {
  const wrong = await getToken();
  await expect(git(['ls-remote', cloneUrl(world.github)], wrong)).rejects.toThrow(message);
});

it('hides a private repository from a token of another one', async () => {
  const { id } = await world.github.createRepository({
    owner: 'acme',
    name: 'other',
    private: true,
    files: { a: 'a' },
  });
  const other = await installationToken(world.github, 'acme', { repository_ids: [id] });
  await expect(git(['ls-remote', cloneUrl(world.github)], other)).rejects.toThrow(/not found/);
  expect(await git(['ls-remote', cloneUrl(world.github, 'acme/other')], other)).toContain('refs/heads/main');
});

it('gives a public repository to anybody, but takes no push', async () => {
  await world.github.createRepository({ owner: 'acme', name: 'open', files: { a: 'a' } });
  const url = cloneUrl(world.github, 'acme/open');
  expect(await git(['ls-remote', url])).toContain('refs/heads/main');
  const into = join(folder, 'open');
  await git(['clone', '-q', url, into]);
  await change(into, 'b', 'b');
  await expect(git(['push', '-q', 'origin', 'work'], undefined, into)).rejects.toThrow(
    /could not read Username/,
  );
});

it('refuses a push with a token that may only read', async () => {
  const into = await clone();
  await change(into, 'x.txt', 'x');
  const reader = await installationToken(world.github, 'acme', { permissions: { contents: 'read' } });
  await expect(git(['push', '-q', 'origin', 'work'], reader, into)).rejects.toThrow(/403/);
});

it('refuses a push to a protected branch, of workflow files, and to refs of pull requests', async () => {
  await world.github.protectBranch(SHOP, 'main');
  const into = await clone();
  await change(into, 'y.txt', 'y');
  await expect(git(['push', '-q', 'origin', 'work:main'], token, into)).rejects.toThrow(/GH006/);
  await expect(git(['push', '-q', 'origin', 'work:refs/pull/1/head'], token, into)).rejects.toThrow(
    /hidden ref/,
  );
  await mkdir(join(into, '.github/workflows'), { recursive: true });
  await change(into, '.github/workflows/ci.yml', 'on: push\n');
  await expect(git(['push', '-q', 'origin', 'work:ci'], token, into)).rejects.toThrow(
    /workflows. permission/,
  );
  const alice = world.github.addUser('alice').token;
  await git(['push', '-q', 'origin', 'work:ci'], alice, into);
  expect(await world.github.readFile(SHOP, 'ci', '.github/workflows/ci.yml')).toBeDefined();
});

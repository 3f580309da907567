import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCheckRun, externalId } from '../../shared/github/check-run.ts';
import { completedCheck, queuedCheck, runningCheck } from '../../shared/github/check-text.ts';
import { type Client, createClient } from '../../shared/github/client.ts';
import { endedComment, queuedComment, runningComment } from '../../shared/github/comment-text.ts';
import { type CommitOptions, commitChanges, keepResult } from '../../shared/github/commit.ts';
import { commitMessage } from '../../shared/github/commit-message.ts';
import { createPacer } from '../../shared/github/pacer.ts';
import { senderPermission } from '../../shared/github/permission.ts';
import { readPullRequest } from '../../shared/github/pull-request.ts';
import { react } from '../../shared/github/reactions.ts';
import { listDirectory, readTextFile } from '../../shared/github/repo-files.ts';
import type { RunFacts } from '../../shared/github/run-facts.ts';
import { createStatusComment } from '../../shared/github/status-comment.ts';
import { createTokenThroughApp, installationTokens } from '../../shared/github/tokens.ts';
import { changesBetween } from '../../shared/sync/changes.ts';
import { openObjects } from '../../shared/sync/objects.ts';
import { probotFor } from '../github/clients.ts';
import { AT, cloneUrl, git, SHOP, smallWorld, type World } from '../github/world.ts';
import { outcome, printed, RUN } from './runs.ts';

let world: World;
let client: Client;
let run: RunFacts;
let scratch: string;
let branches = 0;

beforeAll(async () => {
  world = await smallWorld();
  const { github } = world;
  const tokens = installationTokens(createTokenThroughApp(async () => probotFor(github).auth()));
  client = createClient({
    baseUrl: github.apiUrl,
    graphqlUrl: github.graphqlUrl,
    token: tokens.tokenFor({
      installationId: github.installationId('acme'),
      repositoryIds: [world.id],
      permissions: {
        metadata: 'read',
        contents: 'write',
        checks: 'write',
        pull_requests: 'write',
        issues: 'write',
      },
    }),
    pacer: createPacer({ key: 'acme' }),
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  run = {
    ...RUN,
    headSha: world.pull.headSha,
    repositoryUrl: `${github.url}/${SHOP}`,
    pullNumber: world.pull.number,
  };
  scratch = await mkdtemp(join(tmpdir(), 'publisher-'));
});
afterAll(async () => {
  await world.github.close();
  await rm(scratch, { recursive: true, force: true });
});

type Edit = Record<string, string | Buffer | null | { mode: 'executable' | 'symlink'; content: string }>;

/** What git makes of `edits` on top of a branch: the options of a commit of exactly that. */
async function edited(branch: string, edits: Edit, signal = AbortSignal.timeout(60_000)) {
  const gitDir = world.github.gitDir(SHOP);
  const dir = await mkdtemp(join(scratch, 'clone-'));
  await git(['clone', '-q', '--branch', branch, gitDir, dir]);
  for (const [path, content] of Object.entries(edits)) {
    const file = join(dir, path);
    await rm(file, { recursive: true, force: true });
    if (content === null) continue;
    await mkdir(dirname(file), { recursive: true });
    if (typeof content === 'string' || Buffer.isBuffer(content)) await writeFile(file, content);
    else if (content.mode === 'symlink') await symlink(content.content, file);
    else {
      await writeFile(file, content.content);
      await chmod(file, 0o755);
    }
  }
  await git(['add', '-A'], undefined, dir);
  const parent = await git(['rev-parse', 'HEAD'], undefined, dir);
  const parentTree = await git(['rev-parse', 'HEAD^{tree}'], undefined, dir);
  const tree = await git(['write-tree'], undefined, dir);
  const repository = { gitDir: join(dir, '.git') };
  const changes = await changesBetween(repository, parentTree, tree, { signal });
  const message = commitMessage({
    runId: run.id,
    phase: 'specify',
    serverUrl: world.github.url,
    coAuthor: { login: 'alice', id: 5 },
  });
  return {
    ...{ ...AT, client, parent, parentTree, tree, changes, message, signal },
    async read({ oid, size }) {
      await using objects = openObjects(repository, { signal });
      return await objects.read(oid, size);
    },
  } satisfies CommitOptions<(typeof changes)[number]>;
}

async function newBranch(files: Record<string, string> = {}): Promise<string> {
  const branch = `b${++branches}`;
  await world.github.commit(SHOP, branch, { 'base.txt': 'base\n', ...files }, 'Base', 'alice');
  return branch;
}

describe('commitChanges', () => {
  it('commits text, binary, executables, links, deletions and odd names, verified', async () => {
    const branch = await newBranch({ 'gone/a.txt': 'a\n', 'was/a/folder.txt': 'x\n', 'was-file': 'y\n' });
    const set = await edited(branch, {
      'docs/ünï/"quoted" 🎉.md': 'text with \u2028 and \x01\n',
      'bom.txt': '\ufeffbom\r\n',
      'empty.txt': '',
      'blob.bin': Buffer.from([0, 255, 1, 254]),
      'large.txt': 'x'.repeat(300_000),
      'run.sh': { mode: 'executable', content: '#!/bin/sh\n' },
      link: { mode: 'symlink', content: 'docs' },
      'gone/a.txt': null,
      was: 'now a file\n',
      'was-file': null,
      'was-file/now/folder.txt': 'deep\n',
      ...Object.fromEntries(Array.from({ length: 230 }, (_, i) => [`many/${i}.txt`, `${i}\n`])),
    });
    const result = await commitChanges({ ...set, branch });
    expect(result.kind).toBe('committed');
    const commit = await world.github.commitOf(SHOP, branch);
    expect(commit).toMatchObject({ tree: set.tree, parents: [set.parent], verified: true });
    expect(commit.sent).toEqual({ author: undefined, committer: undefined, signature: undefined });
    expect(commit.message.trimEnd()).toMatch(
      /^speckit: specify\n\nCo-authored-by: alice <5\+alice@users\.noreply\..+>\nSpeckit-Run: r1k7zq3m9x2ab$/,
    );
    await git(['--git-dir', world.github.gitDir(SHOP), 'fsck', '--strict', '--no-dangling']);
  });

  it('deletes everything but one file', async () => {
    const branch = await newBranch();
    const set = await edited(branch, { 'README.md': null, 'src/app.ts': null });
    expect(await commitChanges({ ...set, branch })).toMatchObject({ kind: 'committed' });
  });

  it('changes nothing when the branch moved', async () => {
    const branch = await newBranch();
    const set = await edited(branch, { 'a.txt': 'a\n' });
    const other = await world.github.commit(SHOP, branch, { 'b.txt': 'b\n' }, 'Faster', 'alice');
    expect(await commitChanges({ ...set, branch })).toEqual({ kind: 'moved' });
    expect((await world.github.refs(SHOP))[`refs/heads/${branch}`]).toBe(other);
  });

  it('one of two wins', async () => {
    const branch = await newBranch();
    const [a, b] = [await edited(branch, { 'a.txt': 'a\n' }), await edited(branch, { 'b.txt': 'b\n' })];
    const results = await Promise.all([commitChanges({ ...a, branch }), commitChanges({ ...b, branch })]);
    expect(results.map(({ kind }) => kind).sort()).toEqual(['committed', 'moved']);
  });

  it('says that the branch was deleted', async () => {
    const branch = await newBranch();
    const set = await edited(branch, { 'a.txt': 'a\n' });
    await world.github.deleteBranch(SHOP, branch);
    await expect(commitChanges({ ...set, branch })).rejects.toMatchObject({ code: 'missing' });
  });

  it('says that a protection refuses', async () => {
    const branch = await newBranch();
    const set = await edited(branch, { 'a.txt': 'a\n' });
    await world.github.protectBranch(SHOP, branch);
    await expect(commitChanges({ ...set, branch })).rejects.toMatchObject({
      code: 'denied',
      hint: expect.stringContaining(branch),
    });
    expect((await world.github.refs(SHOP))[`refs/heads/${branch}`]).toBe(set.parent);
  });

  it('says that workflow files need a permission', async () => {
    const branch = await newBranch();
    const set = await edited(branch, { '.github/workflows/ci.yml': 'on: push\n' });
    await expect(commitChanges({ ...set, branch })).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringContaining('ci.yml'),
    });
    expect((await world.github.refs(SHOP))[`refs/heads/${branch}`]).toBe(set.parent);
  });
});

it('keepResult keeps a result where git can fetch it, again and again', async () => {
  const branch = await newBranch();
  const ref = 'refs/speckit/runs/r1k7zq3m9x2ab';
  for (const content of ['one\n', 'two\n']) {
    const set = await edited(branch, { 'kept.txt': content });
    const sha = await keepResult({ ...set, ref });
    const refs = await world.github.refs(SHOP);
    expect(refs[ref]).toBe(sha);
    expect(refs[`refs/heads/${branch}`]).toBe(set.parent);
    const listed = await git(['ls-remote', cloneUrl(world.github), ref], world.github.addUser('alice').token);
    expect(listed).toBe(`${sha}\t${ref}`);
  }
});

it('a check run goes from queued to completed, full to the brim', async () => {
  const id = externalId(run.id, run.pullNumber);
  const check = createCheckRun({
    ...AT,
    client,
    headSha: run.headSha,
    phase: run.phase,
    externalId: id,
    detailsUrl: 'https://speckit.example/runs/r1k7zq3m9x2ab',
    onUpdateError: error => expect.unreachable(String(error)),
  });
  const checkId = await check.queue(queuedCheck(run));
  const view = () => world.github.checkRuns(SHOP, run.headSha).find(one => one.id === checkId);
  expect(view()).toMatchObject({ name: 'speckit / specify', status: 'queued', externalId: id });
  await check.start(runningCheck(run, { ...printed(''), phase: 'connect' }));
  expect(view()).toMatchObject({ status: 'in_progress', title: 'Starting the sandbox' });
  const progress = printed('🎉 ünï\n'.repeat(50_000), 900_000);
  await check.complete('action_required', completedCheck(run, outcome({ conclusion: 'conflict' }), progress));
  expect(view()).toMatchObject({ status: 'completed', conclusion: 'action_required' });
  expect(Buffer.byteLength(view()?.text ?? '')).toBeGreaterThan(65_000);
  expect(view()?.actions.map(({ identifier }) => identifier)).toEqual(['retry']);
  expect(world.github.checkRuns(SHOP, run.headSha)).toHaveLength(1);
});

it('one status comment follows a run, also through a restart, until the conversation is locked', async () => {
  const { github, pull } = world;
  const author = `${github.app.slug}[bot]`;
  const comment = () =>
    createStatusComment({ ...AT, client, pullNumber: pull.number, runId: run.id, author });
  const first = await comment().write(queuedComment(run));
  expect(first).toMatchObject({ kind: 'written' });
  expect(await comment().write(queuedComment(run))).toMatchObject({ kind: 'unchanged' });
  expect(await comment().write(runningComment(run))).toMatchObject({ kind: 'written' });
  const long = outcome({
    conclusion: 'failure',
    title: '🎉'.repeat(60_000),
    notes: Array(30).fill('ü@x'.repeat(3000)),
  });
  expect(await comment().write(endedComment(run, long))).toMatchObject({ kind: 'written' });
  const [only, ...others] = github.comments(SHOP, pull.number).filter(({ user }) => user === author);
  expect(others).toEqual([]);
  expect(only?.body).toContain('/speckit retry');
  expect(only?.edits).toHaveLength(2);
  expect(await react({ ...AT, client, commentId: only?.id ?? 0 }, 'rocket')).toBeUndefined();
  expect(github.reactions(only?.id ?? 0)).toEqual([{ content: 'rocket', user: author }]);

  await github.lockConversation(SHOP, pull.number);
  const other = createStatusComment({
    ...AT,
    client,
    pullNumber: pull.number,
    runId: 'r000000000000',
    author,
  });
  expect(await other.write(queuedComment({ ...run, id: 'r000000000000' }))).toMatchObject({
    kind: 'refused',
  });
  await github.unlockConversation(SHOP, pull.number);
});

it('reads the facts of a pull request', async () => {
  const { pull, id } = world;
  expect(await readPullRequest({ ...AT, client, number: pull.number })).toMatchObject({
    state: 'open',
    author: 'alice',
    headSha: pull.headSha,
    headRef: 'feature',
    baseRepositoryId: id,
    fork: false,
  });
  const permission = (login: string) => senderPermission({ ...AT, client, login });
  expect(await permission('alice')).toMatchObject({ level: 'write', canWrite: true });
  expect(await permission('acme')).toMatchObject({ level: 'admin', isAdmin: true });
  expect(await permission('stranger')).toMatchObject({ level: 'none', canWrite: false });
  expect(await readTextFile({ ...AT, client, path: 'README.md' })).toBe('# Shop\n');
  expect(await readTextFile({ ...AT, client, path: '.github/speckit.yml' })).toBeUndefined();
  const src = await listDirectory({ ...AT, client, path: 'src', ref: pull.headSha });
  expect(src).toEqual([{ name: 'app.ts', path: 'src/app.ts', type: 'file' }]);
});

it('goes on with a new token when the old one ran out, until the App is uninstalled', async () => {
  const { github } = world;
  await client.rest.repos.get(AT);
  const before = github.tokens().length;
  github.expireTokens('acme');
  const branch = await newBranch();
  expect(await commitChanges({ ...(await edited(branch, { 'late.txt': 'late\n' })), branch })).toMatchObject({
    kind: 'committed',
  });
  expect(github.tokens().length).toBe(before + 1);
  const set = await edited(branch, { 'later.txt': 'later\n' });
  github.uninstall('acme');
  await expect(commitChanges({ ...set, branch })).rejects.toMatchObject({
    code: 'auth',
    message: expect.stringContaining('not installed'),
  });
});

import { describe, expect, it } from 'vitest';
import { senderPermission } from '../../shared/github/permission.ts';
import { changedPaths, readPullRequest } from '../../shared/github/pull-request.ts';
import { listDirectory, readTextFile } from '../../shared/github/repo-files.ts';
import { AT, fixture, github, REPO, testClient } from './support.ts';

const PULL = `${REPO}/pulls/7`;
const target = () => ({ ...AT, client: testClient(), number: 7 });

describe('readPullRequest', () => {
  const stored = fixture<{ head: object }>('pull-request');
  it('takes what a run needs', async () => {
    github().get(PULL).reply(200, stored);
    expect(await readPullRequest(target())).toEqual({
      number: 7,
      state: 'open',
      merged: false,
      locked: false,
      title: 'Add a login page',
      author: 'mona',
      headSha: '1'.repeat(40),
      headRef: 'login',
      headRepositoryId: 42,
      baseRef: 'main',
      baseSha: '3'.repeat(40),
      baseRepositoryId: 42,
      fork: false,
    });
  });

  it.each([
    ['a fork', { id: 43 }, 43],
    ['a deleted fork', null, undefined],
  ])('knows %s', async (_, repo, headRepositoryId) => {
    github()
      .get(PULL)
      .reply(200, { ...stored, user: null, head: { ...stored.head, repo } });
    const pull = await readPullRequest(target());
    expect(pull).toMatchObject({ fork: true, author: '' });
    expect(pull.headRepositoryId).toBe(headRepositoryId);
  });

  it('says what is missing', async () => {
    github().get(PULL).reply(404);
    await expect(readPullRequest(target())).rejects.toMatchObject({
      code: 'missing',
      message: expect.stringContaining('#7'),
    });
  });
});

it('changedPaths reads every page and old names too', async () => {
  const link = '<https://ghe.example/api/v3/repos/acme/app/pulls/7/files?per_page=100&page=2>; rel="next"';
  const scope = github()
    .get(`${PULL}/files`)
    .query({ per_page: 100 })
    .reply(200, [{ filename: 'a' }, { filename: 'new', previous_filename: 'old' }], { link })
    .get(`${PULL}/files`)
    .query({ per_page: 100, page: 2 })
    .reply(200, [{ filename: 'b' }]);
  expect(await changedPaths(target())).toEqual(['a', 'new', 'old', 'b']);
  scope.done();
});

describe('senderPermission', () => {
  const ask = () => senderPermission({ ...AT, client: testClient(), login: 'mona' });
  const url = `${REPO}/collaborators/mona/permission`;
  it.each([
    [fixture('permission'), { level: 'maintain', role: 'maintain', canWrite: true, isAdmin: false }],
    [
      { permission: 'admin', role_name: 'admin' },
      { level: 'admin', role: 'admin', canWrite: true, isAdmin: true },
    ],
    [
      { permission: 'write', role_name: 'deployer' },
      { level: 'write', role: 'deployer', canWrite: true, isAdmin: false },
    ],
    [
      { permission: 'read', role_name: 'triage' },
      { level: 'triage', role: 'triage', canWrite: false, isAdmin: false },
    ],
    [
      { permission: 'read', role_name: 'read' },
      { level: 'read', role: 'read', canWrite: false, isAdmin: false },
    ],
    [
      { permission: 'none', role_name: 'none' },
      { level: 'none', role: 'none', canWrite: false, isAdmin: false },
    ],
    // A role's name alone gives nothing.
    [
      { permission: 'read', role_name: 'admin' },
      { level: 'read', role: 'admin', canWrite: false, isAdmin: false },
    ],
  ])('%j', async (data, expected) => {
    github().get(url).reply(200, data);
    expect(await ask()).toEqual(expected);
  });

  it('a stranger has none', async () => {
    github().get(url).reply(404);
    expect(await ask()).toMatchObject({ level: 'none', canWrite: false });
  });

  it('an outage is no answer', async () => {
    github().get(url).times(4).reply(500);
    await expect(ask()).rejects.toMatchObject({ code: 'unreachable' });
  });
});

describe('files of the repository', () => {
  const file = { ...AT, path: '.github/speckit.yml' };
  const url = `${REPO}/contents/.github%2Fspeckit.yml`;
  const read = () => readTextFile({ ...file, client: testClient() });
  const stored = (bytes: Buffer, more = {}) => ({
    type: 'file',
    encoding: 'base64',
    content: bytes.toString('base64').replace(/.{60}/g, '$&\n'),
    ...more,
  });

  it('reads text from the default branch, or where it is told', async () => {
    github()
      .get(url)
      .reply(200, stored(Buffer.from('profile: ü\n'.repeat(20))));
    expect(await read()).toBe('profile: ü\n'.repeat(20));
    github()
      .get(url)
      .query({ ref: 'abc' })
      .reply(200, stored(Buffer.from('x')));
    expect(await readTextFile({ ...file, client: testClient(), ref: 'abc' })).toBe('x');
  });

  it('tells a missing file from a failure', async () => {
    github().get(url).reply(404);
    expect(await read()).toBeUndefined();
    github().get(url).reply(403);
    await expect(read()).rejects.toMatchObject({ code: 'denied' });
  });

  it.each([
    ['a folder', []],
    ['a file over 1 MB', { type: 'file', encoding: 'none', content: '' }],
    ['a link', stored(Buffer.from('x'), { type: 'symlink', target: '/etc/passwd' })],
    ['binary', stored(Buffer.of(0xff, 0xfe))],
  ])('refuses %s', async (_, data) => {
    github().get(url).reply(200, data);
    await expect(read()).rejects.toMatchObject({
      code: 'rejected',
      message: expect.stringContaining('speckit.yml'),
    });
  });

  it('lists a folder', async () => {
    const entry = { name: '001-x', path: 'specs/001-x', type: 'dir' };
    const list = () => listDirectory({ ...AT, client: testClient(), path: 'specs', ref: 'abc' });
    const folder = () => github().get(`${REPO}/contents/specs`).query({ ref: 'abc' });
    folder().reply(200, [{ ...entry, sha: 'a', size: 0 }]);
    expect(await list()).toEqual([entry]);
    folder().reply(404);
    expect(await list()).toBeUndefined();
    folder().reply(200, stored(Buffer.from('x')));
    await expect(list()).rejects.toMatchObject({ code: 'rejected' });
  });
});

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { git, gitLine } from '../../shared/sync/git.ts';
import { openMirror } from '../../shared/sync/mirror.ts';
import { packSnapshot } from '../../shared/sync/pack.ts';
import { listDirectories, treeOf } from '../../shared/sync/trees.ts';
import { filesOf, newOrigin, pinned, tempDir } from './repo.ts';
import { serve } from './serve.ts';

test('fetches the tree of one commit with a token, without its history, once', async () => {
  await using dir = await tempDir();
  const origin = await newOrigin(dir.path, { a: 'old' });
  const head = await origin.commit({ a: 'new', 'b/c': 'x' }, [origin.head]);
  await using server = await serve(origin.gitDir, { token: 'secret' });
  const mirror = await openMirror(join(dir.path, 'mirror'));
  await mirror.fetch({ url: server.url, token: 'secret', commit: head });
  const { length } = server.requests;
  await mirror.fetch({ url: server.url, token: 'secret', commit: head });
  expect(server.requests).toHaveLength(length);
  expect(await filesOf(mirror.gitDir, await treeOf(mirror, head))).toEqual({ a: 'new', 'b/c': 'x' });
  await expect(treeOf(mirror, origin.head)).rejects.toMatchObject({ code: 'missing' });
  expect(await git(['config', '--list', '--local'], { gitDir: mirror.gitDir })).not.toContain('secret');
});

test('a second commit costs only what is new', async () => {
  await using dir = await tempDir();
  const files = Object.fromEntries(
    Array.from({ length: 200 }, (_, i) => [`d${i % 10}/f${i}`, `content ${i}`]),
  );
  const { origin, mirror } = await pinned(dir.path, files);
  const count = async () =>
    (await gitLine(['count-objects', '-v'], { gitDir: mirror.gitDir })).match(/\d+/g)?.map(Number) ?? [];
  const [before = 0, , beforePacked = 0] = await count();
  const next = await origin.commit({ ...files, 'd1/f1': 'changed' }, [origin.head]);
  await mirror.fetch({ url: origin.url, commit: next });
  const [after = 0, , afterPacked = 0] = await count();
  expect(after + afterPacked - before - beforePacked).toBe(4);
});

test('many fetches at once into one mirror', async () => {
  await using dir = await tempDir();
  const origin = await newOrigin(dir.path, { a: '0' });
  const commits = [origin.head];
  for (let i = 1; i < 6; i++) commits.push(await origin.commit({ a: `${i}` }, [commits.at(-1) ?? '']));
  const place = join(dir.path, 'mirror');
  await Promise.all(
    [...commits, ...commits].map(async commit =>
      (await openMirror(place)).fetch({ url: origin.url, commit }),
    ),
  );
  const refs = await gitLine(['for-each-ref', '--format=%(objectname)'], { gitDir: join(place, 'repo.git') });
  expect(refs.split('\n').sort()).toEqual(commits.sort());
});

test('locks that a crash left behind are taken over, a living one is waited for', async () => {
  await using dir = await tempDir();
  const { origin, mirror } = await pinned(dir.path, { a: '1' });
  const commit = await origin.commit({ a: '2' });
  const lock = join(mirror.dir, 'mirror.lock');
  await writeFile(lock, JSON.stringify({ host: hostname(), pid: 2 ** 22 + 1, session: 'x' }));
  await writeFile(join(mirror.gitDir, 'shallow.lock'), '');
  await mirror.fetch({ url: origin.url, commit });

  const third = await origin.commit({ a: '3' });
  await writeFile(lock, JSON.stringify({ host: 'another', pid: 1, session: 'x' }));
  const waiting = mirror.fetch({ url: origin.url, commit: third, signal: AbortSignal.timeout(300) });
  await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' });
  const longAgo = new Date(Date.now() - 120_000);
  await utimes(lock, longAgo, longAgo);
  await mirror.fetch({ url: origin.url, commit: third });
});

test.each([
  ['missing', {}, 'f'.repeat(40), 'secret'],
  ['auth', {}, undefined, 'wrong'],
  ['missing', { status: 404 }, undefined, 'secret'],
  ['missing', { status: 301 }, undefined, 'secret'],
  ['unreachable', { status: 503 }, undefined, 'secret'],
  ['unreachable', { status: 429 }, undefined, 'secret'],
])('%s: server %j, commit %s, token %s', async (code, options, commit, token) => {
  await using dir = await tempDir();
  const origin = await newOrigin(dir.path, { a: 'x' });
  await using server = await serve(origin.gitDir, { token: 'secret', ...options });
  const mirror = await openMirror(join(dir.path, 'mirror'));
  const failure = await mirror
    .fetch({ url: server.url, token, commit: commit ?? origin.head })
    .catch((e: unknown) => e);
  expect(failure).toMatchObject({ code });
  expect(server.requests).not.toContainEqual(expect.stringContaining('elsewhere'));
});

test('nobody listens', async () => {
  await using dir = await tempDir();
  const origin = await newOrigin(dir.path, { a: 'x' });
  const server = await serve(origin.gitDir);
  await server[Symbol.asyncDispose]();
  const mirror = await openMirror(join(dir.path, 'mirror'));
  await expect(mirror.fetch({ url: server.url, commit: origin.head })).rejects.toMatchObject({
    code: 'unreachable',
    retryable: true,
  });
});

test('a released commit is unpinned and its packs are gone; it can be fetched again', async () => {
  await using dir = await tempDir();
  const { origin, mirror, base } = await pinned(dir.path, { a: 'x', b: 'y' });
  await packSnapshot(mirror, base, { exclude: ['b'] });
  await mirror.release([base]);
  expect(await gitLine(['for-each-ref'], { gitDir: mirror.gitDir })).toBe('');
  await mirror.fetch({ url: origin.url, commit: base });
  await packSnapshot(mirror, base, { exclude: ['b'] });
});

test('what is not used is released with its objects, so that a mirror does not grow for ever', async () => {
  await using dir = await tempDir();
  const noise = () => randomBytes(200_000);
  const { origin, mirror, base } = await pinned(dir.path, { kept: noise(), changed: noise() });
  const sizes: number[] = [];
  let head = base;
  for (let round = 0; round < 4; round++) {
    const [unused] = [head];
    head = await origin.commit({ kept: noise(), changed: noise() }, [head]);
    await mirror.fetch({ url: origin.url, commit: head });
    await packSnapshot(mirror, head, { exclude: [] });
    const hour = new Date(Date.now() - 3_600_000);
    await utimes(join(mirror.gitDir, 'refs/pin', unused), hour, hour);
    expect(await mirror.unused(1_800_000)).toEqual([unused]);
    // Asking for it again is using it.
    await mirror.fetch({ url: origin.url, commit: unused });
    expect(await mirror.unused(1_800_000)).toEqual([]);
    await mirror.release([unused]);
    sizes.push(Number((await promisify(execFile)('du', ['-sk', mirror.dir])).stdout.split('\t')[0]));
  }
  expect(Math.max(...sizes)).toBeLessThan(Math.min(...sizes) * 1.2);
  expect(await gitLine(['for-each-ref', '--format=%(refname)'], { gitDir: mirror.gitDir })).toBe(
    `refs/pin/${head}`,
  );
  expect(
    (await git(['fsck', '--connectivity-only', '--no-dangling'], { gitDir: mirror.gitDir })).toString(),
  ).toBe('');
  await mirror.release([]);
  await mirror.release([head]);
  expect((await git(['count-objects', '-v'], { gitDir: mirror.gitDir })).toString()).toContain('in-pack: 0');
  await mirror.fetch({ url: origin.url, commit: base });
});

test('packs are made once and shared, excludes make a commit of their own', async () => {
  await using dir = await tempDir();
  const { mirror, base } = await pinned(dir.path, {
    a: 'x',
    'big/one': '1',
    'big/two': '2',
    'src/big/x': '3',
  });
  const [one, two] = await Promise.all([1, 2].map(() => packSnapshot(mirror, base, { exclude: [] })));
  expect(one).toEqual(two);
  expect(one).toMatchObject({ base, tree: await treeOf(mirror, base), excluded: 0 });
  const without = await packSnapshot(mirror, base, { exclude: ['/big/'] });
  expect(without.excluded).toBe(2);
  expect(await filesOf(mirror.gitDir, without.tree)).toEqual({ a: 'x', 'src/big/x': '3' });
  expect(await treeOf(mirror, without.base)).toBe(without.tree);
  expect((await packSnapshot(mirror, base, { exclude: ['nothing'] })).base).toBe(base);
});

test('one caller gives up, the other still gets the pack', async () => {
  await using dir = await tempDir();
  const { mirror, base } = await pinned(dir.path, { a: 'x' });
  const stop = new AbortController();
  const given = packSnapshot(mirror, base, { exclude: [], signal: stop.signal });
  const kept = packSnapshot(mirror, base, { exclude: [] });
  stop.abort(new Error('enough'));
  await expect(given).rejects.toThrow('enough');
  expect(await kept).toMatchObject({ base });
});

test('lists directories', async () => {
  await using dir = await tempDir();
  const { mirror, base } = await pinned(dir.path, {
    'specs/002-b/x': '',
    'specs/001-ä/x': '',
    'specs/file': '',
  });
  expect(await listDirectories(mirror, base, 'specs')).toEqual(['001-ä', '002-b']);
  expect(await listDirectories(mirror, base, 'none')).toEqual([]);
});

import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { SpeckitError } from '../../shared/errors.ts';
import { changesBetween } from '../../shared/sync/changes.ts';
import { git } from '../../shared/sync/git.ts';
import { judgeResult } from '../../shared/sync/guards.ts';
import type { Mirror } from '../../shared/sync/mirror.ts';
import { overlayChanges } from '../../shared/sync/overlay.ts';
import { receiveResult } from '../../shared/sync/receive.ts';
import { findSecrets } from '../../shared/sync/secrets.ts';
import { commitTree, treeOf } from '../../shared/sync/trees.ts';
import { type Files, filesOf, pinned, rawTree, tempDir, writeBlob, writeTree } from './repo.ts';

const limits = { packBytes: 1024 * 1024, treeBytes: 4 * 1024 * 1024, fileBytes: 1024 * 1024, files: 100 };
const BASE: Files = { a: 'x\n', 'd/b': 'y\n', 'd/c': 'z\n' };

/** A thin pack of `commit` against `base`, made in the origin as a sandbox would make it. */
async function thinPack(gitDir: string, commit: string, base: string): Promise<Buffer> {
  return git(['pack-objects', '-q', '--revs', '--thin', '--delta-base-offset', '--stdout'], {
    gitDir,
    stdin: Buffer.from(`${commit}\n^${base}\n`),
  });
}

interface Setting {
  dir: string;
  mirror: Mirror;
  base: string;
  gitDir: string;
}

async function receive({ dir, mirror, base }: Setting, pack: Buffer, commit: string, more: object = {}) {
  return receiveResult(mirror, Readable.from([pack]), {
    base,
    commit,
    limits,
    scratchDir: join(dir, 'scratch'),
    ...more,
  });
}

async function setting(dir: string): Promise<Setting> {
  const { origin, mirror, base } = await pinned(dir, BASE);
  return { dir, mirror, base, gitDir: origin.gitDir };
}

async function resultOf(at: Setting, tree: string): Promise<{ commit: string; pack: Buffer }> {
  const commit = await commitTree({ gitDir: at.gitDir }, tree, [at.base], 'result');
  return { commit, pack: await thinPack(at.gitDir, commit, at.base) };
}

async function refusal(promise: Promise<unknown>): Promise<SpeckitError> {
  const error = await promise.then(
    () => {
      throw new Error('It was accepted');
    },
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'SpeckitError', code: 'rejected' });
  return error as SpeckitError;
}

test('a sound result comes in; its changes, blobs and disposal', async () => {
  await using dir = await tempDir();
  const at = await setting(dir.path);
  const files = {
    a: 'changed\n',
    'd/b': { mode: '100755', content: 'y\n' },
    'neu/größe "1"\n.md': 'n',
    l: { mode: '120000', content: 'a' },
  };
  const { commit, pack } = await resultOf(at, await writeTree(at.gitDir, files));
  {
    await using scratch = await receive(at, pack, commit);
    const [from, to] = await Promise.all([treeOf(scratch, at.base), treeOf(scratch, commit)]);
    const changes = await changesBetween(scratch, from, to);
    expect(
      changes.map(({ path, status, mode, oldMode, size }) => [path, status, mode, oldMode, size]),
    ).toEqual([
      ['a', 'modified', '100644', '100644', 8],
      ['d/b', 'modified', '100755', '100644', 2],
      ['d/c', 'deleted', '100644', '100644', 0],
      ['l', 'added', '120000', undefined, 1],
      ['neu/größe "1"\n.md', 'added', '100644', undefined, 1],
    ]);
    const whole = await overlayChanges(
      scratch,
      await writeTree(scratch.gitDir, { ...BASE, kept: 'k' }),
      changes,
    );
    expect(await filesOf(scratch.gitDir, whole)).toEqual({
      ...(await filesOf(scratch.gitDir, to)),
      kept: 'k',
    });
  }
  expect(await readdir(join(dir.path, 'scratch'))).toEqual([]);
});

test('a file becomes a folder and back', async () => {
  await using dir = await tempDir();
  const at = await setting(dir.path);
  const { commit, pack } = await resultOf(at, await writeTree(at.gitDir, { 'a/new': 'n', d: 'now a file' }));
  await using scratch = await receive(at, pack, commit);
  const changes = await changesBetween(
    scratch,
    await treeOf(scratch, at.base),
    await treeOf(scratch, commit),
  );
  expect(changes.map(({ path, status }) => `${status} ${path}`)).toEqual([
    'deleted a',
    'added a/new',
    'added d',
    'deleted d/b',
    'deleted d/c',
  ]);
  const again = await overlayChanges(scratch, await treeOf(scratch, at.base), changes);
  expect(again).toBe(await treeOf(scratch, commit));
});

test.each([
  ['..', '`../x`'],
  ['.git', '`.git/x`'],
  ['.GIT', '`.GIT/x`'],
  ['git~1', '`git~1/x`'],
  ['.g\u200cit', '`.g\\u{200c}it/x`'],
])('git refuses the folder %j, and the message names the entry', async (name, shown) => {
  await using dir = await tempDir();
  const at = await setting(dir.path);
  const inner = await writeTree(at.gitDir, { x: 'evil' });
  const { commit, pack } = await resultOf(at, await rawTree(at.gitDir, [['40000', name, inner]]));
  expect((await refusal(receive(at, pack, commit))).message).toContain(shown);
  expect(await readdir(join(dir.path, 'scratch'))).toEqual([]);
});

test('what git lets pass, our guards name', async () => {
  await using dir = await tempDir();
  const at = await setting(dir.path);
  const tree = await writeTree(at.gitDir, {
    ...BASE,
    sub: { mode: '160000', content: at.base },
    out: { mode: '120000', content: '../../etc/passwd' },
    'back\\slash': 'x',
    CON: 'x',
    odd: { mode: '100777', content: 'x' },
    '.github/workflows/ci.yml': 'on: push',
  });
  const { commit, pack } = await resultOf(at, tree);
  await using scratch = await receive(at, pack, commit);
  const changes = await changesBetween(scratch, await treeOf(scratch, at.base), tree);
  const violations = await judgeResult(scratch, changes, { tree, limits });
  expect(violations.map(({ rule, path }) => `${rule} ${path}`).sort()).toEqual([
    'backslash back\\slash',
    'gitlink sub',
    'mode odd',
    'protected .github/workflows/ci.yml',
    'reserved CON',
    'symlink out',
  ]);
});

test('more than one commit, another parent, no parent, no such commit', async () => {
  await using dir = await tempDir();
  const at = await setting(dir.path);
  const repo = { gitDir: at.gitDir };
  const tree = await writeTree(at.gitDir, { ...BASE, n: '1' });
  const first = await commitTree(repo, tree, [at.base], 'one');
  const second = await commitTree(repo, await writeTree(at.gitDir, { n: '2' }), [first], 'two');
  const orphan = await commitTree(repo, tree, [], 'orphan');
  const merge = await commitTree(repo, tree, [at.base, first], 'merge');
  for (const commit of [second, orphan, merge]) {
    const { message } = await refusal(receive(at, await thinPack(at.gitDir, commit, at.base), commit));
    expect(message).toContain('one commit on top');
  }
  await refusal(receive(at, await thinPack(at.gitDir, first, at.base), 'e'.repeat(40)));
});

test('a pack that is cut off, corrupt, empty, not a pack or not complete', async () => {
  await using dir = await tempDir();
  const at = await setting(dir.path);
  const { commit, pack } = await resultOf(at, await writeTree(at.gitDir, { ...BASE, n: '1' }));
  const corrupt = Buffer.from(pack);
  corrupt[20] = (corrupt[20] ?? 0) ^ 0xff;
  for (const bad of [pack.subarray(0, -30), corrupt, Buffer.from('hello'), Buffer.alloc(0)]) {
    expect((await refusal(receive(at, bad, commit))).message).toContain('damaged');
  }
  const hole = await rawTree(at.gitDir, [['100644', 'x', 'd'.repeat(40)]]);
  const gap = await commitTree({ gitDir: at.gitDir }, hole, [at.base], 'gap');
  const body = [await object(at.gitDir, gap), await object(at.gitDir, hole)];
  expect((await refusal(receive(at, handPack(body), gap))).message).toContain('damaged');
});

test('limits: the pack, all files together, the number of files', async () => {
  await using dir = await tempDir();
  const at = await setting(dir.path);
  const noise = createHash('sha512');
  const random = Buffer.concat(Array.from({ length: 400 }, (_, i) => noise.copy().update(`${i}`).digest()));
  const large = await resultOf(at, await writeTree(at.gitDir, { r: random }));
  const pack = await refusal(
    receive(at, large.pack, large.commit, { limits: { ...limits, packBytes: 10_000 } }),
  );
  expect(pack.message).toContain('larger than the limit of 9 KiB');
  const bomb = await resultOf(at, await writeTree(at.gitDir, { zeros: Buffer.alloc(8 * 1024 * 1024) }));
  expect(bomb.pack.length).toBeLessThan(50_000);
  expect((await refusal(receive(at, bomb.pack, bomb.commit))).message).toContain(
    'larger than the limit of 4096 KiB; its largest file is `zeros` with 8192 KiB.',
  );
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`f${i}`, `${i}`]));
  const crowd = await resultOf(at, await writeTree(at.gitDir, { ...BASE, ...many }));
  expect((await refusal(receive(at, crowd.pack, crowd.commit))).message).toContain('more than 100 files');
});

test('a tree bomb: ten levels of ten folders that are all the same one', async () => {
  await using dir = await tempDir();
  const at = await setting(dir.path);
  let tree = await rawTree(at.gitDir, [['100644', 'f', await writeBlob(at.gitDir, 'boom')]]);
  for (let level = 0; level < 10; level++) {
    tree = await rawTree(
      at.gitDir,
      Array.from({ length: 10 }, (_, i) => ['40000', `d${i}`, tree] as const),
    );
  }
  const { commit, pack } = await resultOf(at, tree);
  // Ten thousand million files, were they counted.
  expect((await refusal(receive(at, pack, commit))).message).toContain('more than 100 files');
});

test('a zip bomb that claims gigabytes takes neither the memory nor forever', async () => {
  await using dir = await tempDir();
  const at = await setting(dir.path);
  // Type 3 (blob) with a size of 3 GB in the header, and a stream that never delivers it.
  const header = Buffer.from([0x80 | (3 << 4) | 0, 0x80, 0x80, 0x80, 0x30]);
  const pack = sealed(Buffer.concat([packHeader(1), header, deflateSync(Buffer.alloc(1024))]));
  expect((await refusal(receive(at, pack, 'c'.repeat(40)))).message).toContain('damaged');
  // An object count for which git would reserve hundreds of gigabytes.
  const count = sealed(Buffer.concat([packHeader(0xffff_ffff), header]));
  expect((await refusal(receive(at, count, 'c'.repeat(40)))).message).toContain('damaged');
});

test('checking is limited in time, and a caller who gives up gets the own reason', async () => {
  await using dir = await tempDir();
  const at = await setting(dir.path);
  // Far longer than a millisecond to unfold, though its pack has come at once.
  const { commit, pack } = await resultOf(at, await writeTree(at.gitDir, { n: '0'.repeat(64 << 20) }));
  expect((await refusal(receive(at, pack, commit, { checkMs: 1 }))).message).toContain(
    'could not be checked within',
  );
  const stop = new AbortController();
  const endless = new Readable({ read: () => undefined });
  const waiting = receiveResult(at.mirror, endless, {
    base: at.base,
    commit,
    limits,
    scratchDir: join(dir.path, 'scratch'),
    signal: stop.signal,
  });
  stop.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  expect(endless.destroyed).toBe(true);
  expect(await readdir(join(dir.path, 'scratch'))).toEqual([]);
});

test('secrets in new content, encodings, names, across pieces', async () => {
  await using dir = await tempDir();
  const at = await setting(dir.path);
  const secret = 'sk-Geheim-0123456789';
  const tree = await writeTree(at.gitDir, {
    ...BASE,
    plain: `one\ntwo\nkey=${secret}\n`,
    coded: Buffer.from(`token:${secret}`).toString('base64'),
    [`name-${secret}`]: 'x',
    late: `${'a line\n'.repeat(20_000)}${secret}`,
    link: { mode: '120000', content: secret },
    clean: 'sk-Geheim',
    sub: { mode: '160000', content: at.base },
  });
  const { commit, pack } = await resultOf(at, tree);
  await using scratch = await receive(at, pack, commit);
  const changes = await changesBetween(scratch, await treeOf(scratch, at.base), tree);
  expect(await findSecrets(scratch, changes, [secret])).toEqual([
    { path: 'coded', line: 1 },
    { path: 'late', line: 20_001 },
    { path: 'link', line: 1 },
    { path: `name-${secret}` },
    { path: 'plain', line: 3 },
  ]);
  expect(await findSecrets(scratch, changes, [])).toEqual([]);
});

async function object(gitDir: string, oid: string): Promise<Buffer> {
  const type = (await git(['cat-file', '-t', oid], { gitDir })).toString().trim();
  const body = await git(['cat-file', type, oid], { gitDir });
  const code = { commit: 1, tree: 2, blob: 3 }[type] ?? 0;
  const head: number[] = [];
  let size = body.length;
  let byte = (code << 4) | (size & 15);
  for (size >>= 4; size > 0; size >>= 7) {
    head.push(byte | 0x80);
    byte = size & 0x7f;
  }
  return Buffer.concat([Buffer.from([...head, byte]), deflateSync(body)]);
}

function packHeader(count: number): Buffer {
  const header = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1');
  header.writeUInt32BE(count, 8);
  return header;
}

const sealed = (bytes: Buffer) => Buffer.concat([bytes, createHash('sha1').update(bytes).digest()]);
const handPack = (objects: Buffer[]) => sealed(Buffer.concat([packHeader(objects.length), ...objects]));

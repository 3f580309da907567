import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { inflateSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { SpeckitError } from '../../shared/errors.ts';
import { bringBack } from '../../shared/sync/bring-back.ts';
import { exportResult } from '../../shared/sync/export.ts';
import { git } from '../../shared/sync/git.ts';
import { OddFiles } from '../../shared/sync/odd-files.ts';
import { pushTree } from '../../shared/sync/push.ts';
import { receiveFiles } from '../../shared/sync/receive-files.ts';
import { storedBlocks } from '../../shared/sync/stored-blocks.ts';
import { treeOf } from '../../shared/sync/trees.ts';
import { type Files, pinned, tempDir } from './repo.ts';

const limits = { packBytes: 1e6, treeBytes: 100_000, fileBytes: 1e6, files: 20 };
const BASE: Files = { a: 'x\n', 'd/b': 'y\n', 'd/c': 'z\n' };

type Entry = Parameters<ReturnType<typeof pack>['entry']>[0] & { content?: string };

/** A tar as the sandbox makes it: how many files come and what is gone, and the files. */
async function archive(entries: readonly Entry[], gone: readonly string[] = [], count = entries.length) {
  const tar = pack();
  tar.entry({ name: 'gone' }, [String(count), ...gone, ''].join('\0'));
  for (const { content = '', ...header } of entries) tar.entry({ mode: 0o644, ...header }, content);
  tar.finalize();
  return await buffer(Readable.from(tar as unknown as AsyncIterable<Buffer>));
}

/** The archive with a name of another encoding. */
function renamed(bytes: Buffer, from: string, to: string): Buffer {
  const at = bytes.indexOf(from);
  bytes.write(to, at);
  return summed(bytes, at);
}

/** The archive with an entry of another type. */
function typed(bytes: Buffer, name: string, type: string): Buffer {
  const at = bytes.indexOf(`${name}\0`);
  bytes.write(type, at + 156);
  return summed(bytes, at);
}

/** A header holds the sum of its bytes. */
function summed(bytes: Buffer, at: number): Buffer {
  const header = bytes.subarray(at, at + 512).fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}

async function setting(dir: string) {
  const { mirror, base } = await pinned(dir, BASE);
  const scratchDir = join(dir, 'scratch');
  return {
    left: () => readdir(scratchDir),
    receive: (bytes: Buffer | Readable, more: object = {}) =>
      receiveFiles(mirror, Buffer.isBuffer(bytes) ? Readable.from([bytes]) : bytes, {
        ...{ base, limits, scratchDir, ...more },
      }),
    mirror,
    options: { base, limits, scratchDir },
  };
}

test('new, changed and removed files', async () => {
  await using dir = await tempDir();
  const { receive, left } = await setting(dir.path);
  const entries: Entry[] = [
    { name: 'a', content: 'changed\n' },
    { name: 'n/same', content: 'changed\n' },
    { name: 'n/run', content: '', mode: 0o755 },
    { name: 'n/link', type: 'symlink', linkname: '../a' },
  ];
  for (const more of [[], [{ name: 'n/empty' }, { name: 'n/empty-too' }]]) {
    await using got = await receive(await archive([...entries, ...more], ['d/b', 'never/there']));
    const changes = got.changes.filter(({ path }) => !path.startsWith('n/empty'));
    expect(got.changes).toHaveLength(changes.length + more.length);
    expect(changes.map(({ status, mode, path, size }) => [status, mode, path, size])).toEqual([
      ['modified', '100644', 'a', 8],
      ['deleted', '100644', 'd/b', 0],
      ['added', '120000', 'n/link', 4],
      ['added', '100755', 'n/run', 0],
      ['added', '100644', 'n/same', 8],
    ]);
    const fsck = await git(['fsck', '--full', '--strict', '--no-dangling', got.tree], { gitDir: got.gitDir });
    expect(fsck.toString()).toBe('');
  }
  expect(await left()).toEqual([]);
});

test('nothing but deletions, and nothing at all', async () => {
  await using dir = await tempDir();
  const { receive, left, mirror, options } = await setting(dir.path);
  await using got = await receive(await archive([], ['d/b', 'd/c']));
  expect(got.changes.map(({ path }) => path)).toEqual(['d/b', 'd/c']);
  await using same = await receive(await archive([]));
  expect(same.changes).toEqual([]);
  const sameAgain = async () => ({ stream: Readable.from([await archive([{ name: 'a', content: 'x\n' }])]) });
  expect(await bringBack(sameAgain, mirror, options)).toBeUndefined();
  expect(await left()).toHaveLength(2);
});

test('what leaves the machine is compressed, or a difference', async () => {
  await using dir = await tempDir();
  const { receive, mirror, options } = await setting(dir.path);
  const content = Buffer.from(Array.from({ length: 45_000 }, (_, i) => 97 + ((i * i) % 13))).toString();
  await using got = await receive(
    await archive([
      { name: 'new', content },
      { name: 'a', content: 'small\n' },
    ]),
  );
  const remote = join(dir.path, 'remote.git');
  await git(['init', '-q', '--bare', remote]);
  // So that what is sent stays one pack, and without the history that the mirror lacks too.
  for (const setting of ['receive.unpackLimit=1', 'receive.shallowUpdate=true']) {
    await git(['config', ...setting.split('=')], { gitDir: remote });
  }
  const { base: parent, scratchDir } = options;
  await pushTree({
    ...{ repository: got, mirror, scratchDir, url: `file://${remote}`, ref: 'refs/heads/x' },
    ...{ tree: got.tree, parent },
  });
  const pushed = await git(['rev-parse', 'refs/heads/x^{tree}'], { gitDir: remote });
  expect(pushed.toString().trim()).toBe(got.tree);
  const packs = join(remote, 'objects', 'pack');
  const [sent = ''] = (await readdir(packs)).filter(name => name.endsWith('.pack'));
  expect((await stat(join(packs, sent))).size).toBeLessThan(10_000);
  const from = await treeOf(got, parent);
  const { bundle } = await exportResult(got, {
    ...{
      parent,
      fromTree: from,
      tree: got.tree,
      message: 'm',
      ref: 'refs/heads/x',
      folder: dir.path,
      name: 'r',
    },
  });
  expect((await stat(bundle)).size).toBeLessThan(10_000);
});

const x = { content: 'x' };
test.each<[what: string, bytes: () => Promise<Buffer>]>([
  ['nothing', async () => Buffer.alloc(0)],
  ['no tar', async () => Buffer.alloc(5000, 'no tar')],
  [
    'a tar that breaks off',
    async () => (await archive([{ name: 'n', content: 'x'.repeat(9000) }])).subarray(0, 4000),
  ],
  ['a path out of the tree', () => archive([{ name: '../n', ...x }])],
  ['an absolute path', () => archive([{ name: '/n', ...x }])],
  ["git's own folder", () => archive([{ name: 'd/.git/config', ...x }])],
  ["git's own folder in other letters", () => archive([{ name: 'd/.GiT/config', ...x }])],
  ["git's own folder by its short name", () => archive([{ name: 'git~1/config', ...x }])],
  [
    "git's own folder as HFS+ reads it",
    async () => renamed(await archive([{ name: '.gAAAit/config', ...x }]), '.gAAAit', '.g\u200cit'),
  ],
  ['a name in a header of its own', () => archive([{ name: 'ü', ...x }])],
  ['a path with an empty part', () => archive([{ name: 'd//n', ...x }])],
  ['rules as a folder', () => archive([{ name: 'd/.gitmodules/x', ...x }])],
  ['rules behind a backslash', () => archive([{ name: 'd\\.gitmodules', ...x }])],
  ['any short name', () => archive([{ name: 'g~100000', ...x }])],
  ['a path too deep', () => archive([{ name: `${'d/'.repeat(200)}n`, ...x }])],
  ['a path too long', () => archive([{ name: `${'d'.repeat(5000)}`, ...x }])],
  [
    'a folder with a content that never comes',
    async () => typed(await archive([{ name: 'n', ...x }]), 'n', '5'),
  ],
  ['a list with such a content', async () => typed(await archive([{ name: 'n', ...x }]), 'gone', '5')],
  ['a list of nothing', () => archive([{ name: 'n', ...x }], ['', '', ''])],
  [
    'more paths gone than are allowed',
    () =>
      archive(
        [],
        Array.from({ length: 21 }, (_, i) => `d${i}`),
      ),
  ],
  ['rules that are gone', () => archive([], ['.gitmodules'])],
  ['fewer files than were said', () => archive([{ name: 'n', ...x }], [], 2)],
  ['more files than were said', () => archive([{ name: 'n', ...x }], [], 0)],
  ['a count that is none', () => archive([{ name: 'n', ...x }], [], Number.NaN)],
  ['a folder', () => archive([{ name: 'n/', type: 'directory' }])],
  ['a hard link', () => archive([{ name: 'n', type: 'link', linkname: 'a' }])],
  ['a device', () => archive([{ name: 'n', type: 'character-device', devmajor: 1, devminor: 3 }])],
  ['rules of submodules', () => archive([{ name: 'd/.gitmodules', ...x }])],
  ['rules of submodules by a link', () => archive([{ name: '.gitmodules', type: 'symlink', linkname: 'a' }])],
  ['rules by a short name', () => archive([{ name: 'GITMOD~1', ...x }])],
  [
    'more files than are allowed',
    () => archive(Array.from({ length: 21 }, (_, i) => ({ name: `n${i}`, ...x }))),
  ],
  ['more bytes than are allowed', () => archive([{ name: 'n', content: 'x'.repeat(600_000) }])],
  ['a count beyond all packs', () => archive([{ name: 'n', ...x }], [], 1e12)],
])('%s is left to git inside, and nothing stays', async (_, bytes) => {
  await using dir = await tempDir();
  const { receive, left, mirror, options } = await setting(dir.path);
  const evil = await bytes();
  await expect(receive(evil)).rejects.toBeInstanceOf(OddFiles);
  const asked: unknown[] = [];
  const nothing = await bringBack(
    async way => {
      asked.push(way);
      return way.packed ? undefined : { stream: Readable.from([evil]) };
    },
    mirror,
    options,
  );
  expect(nothing).toBeUndefined();
  expect(asked).toEqual([{}, { packed: true }]);
  expect(await left()).toEqual([]);
});

test('what the sandbox failed with is passed on, as is why it was broken off', async () => {
  await using dir = await tempDir();
  const { receive, left } = await setting(dir.path);
  const whole = await archive([{ name: 'n', content: 'x'.repeat(9000) }]);
  const broken = new PassThrough();
  broken.on('error', () => {}).write(whole.subarray(0, 4000));
  const waiting = receive(broken);
  broken.destroy(new SpeckitError('unreachable', 'It is away.', { hint: 'Wait.' }));
  await expect(waiting).rejects.toMatchObject({ code: 'unreachable' });
  const stop = new AbortController();
  const endless = new PassThrough();
  endless.write(whole.subarray(0, 4000));
  const stopped = receive(endless, { signal: stop.signal, onBytes: () => stop.abort(new Error('enough')) });
  await expect(stopped).rejects.toThrow('enough');
  expect(await left()).toEqual([]);
});

test('checking has its time too', async () => {
  await using dir = await tempDir();
  const { receive } = await setting(dir.path);
  const deep = Array.from({ length: 10 }, (_, i) => ({ name: `${`d${i}/`.repeat(60)}n`, ...x }));
  await expect(receive(await archive(deep), { checkMs: 0 })).rejects.toMatchObject({
    code: 'rejected',
    message: expect.stringContaining('could not be checked'),
  });
});

test.each([0, 1, 3799, 3800, 3801, 65_534, 65_535, 65_536, 131_070, 300_001])(
  'zlib reads %i stored bytes, however they come',
  size => {
    const content = Buffer.from(Array.from({ length: size }, (_, i) => (i * 7919) % 256));
    for (const step of [size || 1, 1000, 65_536]) {
      const pieces: Uint8Array[] = [];
      const blocks = storedBlocks(size, piece => pieces.push(piece));
      for (let at = 0; at < size; at += step) blocks.add(content.subarray(at, at + step));
      blocks.end();
      expect(inflateSync(Buffer.concat(pieces)).equals(content)).toBe(true);
    }
  },
);

test('stored blocks of another size than was said are an error', () => {
  expect(() => storedBlocks(1, () => undefined).add(Buffer.from('two'))).toThrow('More than the 1 bytes');
  expect(() => storedBlocks(1, () => undefined).end()).toThrow('1 bytes are missing of 1');
});

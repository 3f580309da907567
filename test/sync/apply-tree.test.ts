import { createHash } from 'node:crypto';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyChanges } from '../../shared/sync/apply-tree.ts';
import type { Change } from '../../shared/sync/changes.ts';

let folder: string;
let root: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'speckit-apply-'));
  root = path.join(folder, 'tree');
  await mkdir(root);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const oid = (text: string) =>
  createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex');
const added = (name: string, mode = '100644'): Change => ({
  path: name,
  status: 'added',
  mode,
  oid: '',
  size: 0,
});
const modified = (name: string, before: string, mode = '100644'): Change => ({
  ...{ path: name, status: 'modified', mode, oid: '', size: 0, oldMode: '100644', oldOid: oid(before) },
});
const deleted = (name: string, before: string): Change => ({ ...modified(name, before), status: 'deleted' });
const apply = (changes: Change[], text = 'new\n') =>
  applyChanges(root, changes, async () => Buffer.from(text));
const file = (name: string) => path.join(root, name);
const text = (name: string) => readFile(file(name), 'utf8');

describe('a result in a working tree', () => {
  it('is written with folders, modes and links', async () => {
    await apply([added('a/b/c.txt'), added('run.sh', '100755')]);
    await apply([added('link', '120000')], 'run.sh');
    expect(await text('a/b/c.txt')).toBe('new\n');
    expect((await lstat(file('run.sh'))).mode & 0o777).toBe(0o755);
    expect(await readlink(file('link'))).toBe('run.sh');
  });

  it.each([
    [0o600, '100644', 0o600],
    [0o600, '100755', 0o700],
    [0o750, '100644', 0o640],
    [0o444, '100755', 0o555],
  ])('leaves a file of %o as private as it is when it becomes %s', async (before, mode, after) => {
    await writeFile(file('y'), 'y\n');
    await chmod(file('y'), before);
    await apply([modified('y', 'y\n', mode)]);
    expect(await text('y')).toBe('new\n');
    expect((await lstat(file('y'))).mode & 0o777).toBe(after);
  });

  it('leaves alone what somebody changes while the content comes', async () => {
    await writeFile(file('y'), 'y\n');
    const slow = async () => {
      await writeFile(file('y'), 'mine\n');
      await writeFile(file('z'), 'mine\n');
      return Buffer.from('new\n');
    };
    const { skipped } = await applyChanges(root, [modified('y', 'y\n'), added('z')], slow);
    expect(skipped).toEqual(['y', 'z']);
    expect([await text('y'), await text('z')]).toEqual(['mine\n', 'mine\n']);
    expect((await readdir(root)).sort()).toEqual(['y', 'z']);
  });

  it('changes and deletes what is as before, and empty folders go', async () => {
    await mkdir(file('old'));
    await writeFile(file('old/x'), 'x\n');
    await writeFile(file('y'), 'y\n');
    const { applied, skipped } = await apply([deleted('old/x', 'x\n'), modified('y', 'y\n')]);
    expect([applied, skipped]).toEqual([['old/x', 'y'], []]);
    await expect(lstat(file('old'))).rejects.toThrow();
    expect(await text('y')).toBe('new\n');
  });

  it('leaves alone what somebody changed meanwhile', async () => {
    await writeFile(file('y'), 'mine\n');
    await writeFile(file('z'), 'mine\n');
    const { skipped } = await apply([modified('y', 'y\n'), deleted('z', 'z\n'), added('y')]);
    expect(skipped).toEqual(['z', 'y', 'y']);
    expect(await text('y')).toBe('mine\n');
    expect(await text('z')).toBe('mine\n');
  });

  it('turns a file into a folder and back', async () => {
    await writeFile(file('a'), 'a\n');
    await apply([added('a/b'), deleted('a', 'a\n')]);
    expect(await text('a/b')).toBe('new\n');
    await apply([deleted('a/b', 'new\n'), added('a')]);
    expect(await text('a')).toBe('new\n');
  });

  it('follows no symlink, neither of a folder nor of the file', async () => {
    const outside = path.join(folder, 'outside');
    await mkdir(outside);
    await writeFile(path.join(outside, 'x'), 'x\n');
    await symlink(outside, file('dir'));
    await symlink(path.join(outside, 'x'), file('x'));
    const { skipped } = await apply([
      added('dir/new'),
      modified('dir/x', 'x\n'),
      modified('x', 'x\n'),
      deleted('x', 'x\n'),
    ]);
    expect(skipped.sort()).toEqual(['dir/new', 'dir/x', 'x', 'x']);
    expect(await readFile(path.join(outside, 'x'), 'utf8')).toBe('x\n');
    await expect(lstat(path.join(outside, 'new'))).rejects.toThrow();
  });

  it.each(['.git/config', 'a/.GIT/hooks/x', '../x', '/etc/x', 'a//b', 'git~1/x'])(
    'refuses %s as a whole',
    async name => {
      await expect(apply([added('fine'), added(name)])).rejects.toMatchObject({ code: 'rejected' });
      await expect(lstat(file('fine'))).rejects.toThrow();
    },
  );
});

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportResult, resultFolder } from '../../shared/sync/export.ts';
import { git } from '../../shared/sync/git.ts';
import { openMirror } from '../../shared/sync/mirror.ts';
import { packSnapshot } from '../../shared/sync/pack.ts';
import { openScratch } from '../../shared/sync/scratch.ts';
import { findWorkspace, snapshotWorkspace } from '../../shared/sync/workspace.ts';

const run = promisify(execFile);
let folder: string;
let work: string;

const sh = async (command: string, cwd = work) => (await run('sh', ['-ec', command], { cwd })).stdout;
const IDENTITY = 'git config user.name a; git config user.email a@b; git config commit.gpgsign false;';

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'speckit-workspace-'));
  work = path.join(folder, 'work');
  await mkdir(work);
  await sh(`git init -q -b main; ${IDENTITY} echo one > a; mkdir src; echo two > src/b; printf 'out/\\n*.log\\n' > .gitignore;
    echo kept > kept.log; git add -f .; git commit -qm one; echo three > c; git add c; git commit -qm two`);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function snapshot(at = work, more: { ignore?: string; include?: string[] } = {}) {
  const mirror = await openMirror(path.join(folder, 'mirror'));
  const found = await snapshotWorkspace(mirror, await findWorkspace(at), { scratchDir: folder, ...more });
  const listed = await git(['ls-tree', '-r', '--name-only', found.tree], { gitDir: mirror.gitDir });
  return { ...found, mirror, files: listed.toString().trim().split('\n') };
}

describe('a snapshot of a workspace', () => {
  it('of a clean one is the tree of its commit, without parents', async () => {
    const { tree, dirty, mirror, commit } = await snapshot();
    expect([tree, dirty]).toEqual([(await sh('git rev-parse HEAD^{tree}')).trim(), false]);
    expect((await git(['cat-file', 'commit', commit], { gitDir: mirror.gitDir })).toString()).not.toContain(
      'parent',
    );
  });

  it('holds what is changed, staged, new and deleted, nothing ignored, and changes nothing itself', async () => {
    await sh(
      'echo more >> a; rm c; echo new > n; mkdir out; echo x > out/x; echo s > s; git add s; echo l > l.log',
    );
    const before = await sh('git status --porcelain; git ls-files -s');
    const { files, dirty } = await snapshot();
    expect(files).toEqual(['.gitignore', 'a', 'kept.log', 'n', 's', 'src/b']);
    expect(dirty).toBe(true);
    expect(await sh('git status --porcelain; git ls-files -s')).toBe(before);
  });

  it("respects a person's own patterns, and takes what is named although it is ignored", async () => {
    await sh(
      "echo x > .DS_Store; echo l > l.log; echo s > '[s].log'; echo i > .git/info/exclude; echo i > i",
    );
    const more = { ignore: '.DS_Store', include: ['[s].log', 'is-not-there'] };
    const { files } = await snapshot(work, more);
    expect(files).toEqual(['.gitignore', '[s].log', 'a', 'c', 'kept.log', 'src/b']);
  });

  it('respects the exclude file of the checkout, and bytes stay as they are', async () => {
    await sh(
      "echo private > .git/info/exclude; echo x > private; printf 'a\\r\\n' > crlf; echo '* text=auto' > .gitattributes",
    );
    const { files, mirror, tree } = await snapshot();
    expect(files).not.toContain('private');
    expect((await git(['cat-file', 'blob', `${tree}:crlf`], { gitDir: mirror.gitDir })).toString()).toBe(
      'a\r\n',
    );
  });

  it('runs no program that the checkout configures', async () => {
    await sh(`echo '*.txt filter=evil' > .gitattributes; git config filter.evil.clean 'touch ${folder}/ran; cat';
      git config core.fsmonitor 'touch ${folder}/ran; true'; echo x > x.txt`);
    expect((await snapshot()).files).toContain('x.txt');
    await expect(readFile(path.join(folder, 'ran'))).rejects.toThrow();
  });

  it.each([
    ['a shallow checkout', 'git clone -q --depth 1 "file://$PWD" ../other'],
    ['a detached head', 'git clone -q . ../other; git -C ../other checkout -q --detach HEAD^'],
    ['a work tree of its own', 'git worktree add -q ../other -b other'],
    ['a sparse checkout', 'git clone -q . ../other; git -C ../other sparse-checkout set --cone src'],
    ['an index that is split', 'git clone -q . ../other; git -C ../other update-index --split-index'],
  ])('works on %s', async (_name, command) => {
    await sh(command);
    const other = path.join(folder, 'other');
    await writeFile(path.join(other, 'new'), 'x\n');
    const { files } = await snapshot(other);
    const tracked = (await sh('git ls-files', other)).trim().split('\n');
    expect(files).toEqual([...tracked, 'new'].sort());
  });

  describe('of a partial clone', () => {
    beforeEach(async () => {
      await sh(`git config uploadpack.allowFilter true; git config uploadpack.allowAnySHA1InWant true
        git clone -q --filter=blob:none --sparse "file://$PWD" ../other`);
      await writeFile(path.join(folder, 'other', 'new'), 'x\n');
    });

    it('holds also what the clone has left out', async () => {
      const other = path.join(folder, 'other');
      expect(await sh('git rev-list --objects --missing=print HEAD', other)).toMatch(/^\?/m);
      const { files, commit, mirror } = await snapshot(other);
      expect(files).toEqual(['.gitignore', 'a', 'c', 'kept.log', 'new', 'src/b']);
      const { bytes } = await packSnapshot(mirror, commit, { exclude: [] });
      expect(bytes).toBeGreaterThan(0);
    });

    it('says so when that cannot be had any more', async () => {
      await rename(work, path.join(folder, 'away'));
      await expect(snapshot(path.join(folder, 'other'))).rejects.toMatchObject({
        code: 'rejected',
        message: expect.stringMatching(
          /^This is a partial clone, and \d+ objects that it lacks cannot be fetched: ./,
        ),
        hint: expect.stringContaining('`git fetch origin`'),
      });
    });
  });

  it('is found from a folder inside', async () => {
    expect(await findWorkspace(path.join(work, 'src'))).toMatchObject({ root: work, directory: 'src' });
  });

  it('of no repository, of one without a commit, or of no folder is refused', async () => {
    await expect(findWorkspace(folder)).rejects.toMatchObject({
      code: 'usage',
      hint: expect.stringContaining('actions/checkout'),
    });
    await expect(findWorkspace(path.join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'usage' });
    await sh('git init -q ../empty');
    await expect(findWorkspace(path.join(folder, 'empty'))).rejects.toThrow('has no commit');
  });
});

describe('a result as files', () => {
  it('is a patch that applies and a bundle that is fetched', async () => {
    await sh(
      'head -c 3000 /dev/urandom > image.bin; git add -A; git commit -qm three; git clone -q . ../fresh',
    );
    const { mirror } = await snapshot();
    const parent = (await sh('git rev-parse HEAD')).trim();
    const fromTree = (await sh('git rev-parse HEAD^{tree}')).trim();
    await sh('rm a; echo 2 >> src/b; head -c 2000 /dev/urandom > image.bin; ln -s src/b link; chmod +x c');
    const { tree } = await snapshot();
    await using scratch = await openScratch(mirror, folder);
    const out = await resultFolder(work, 'speckit-remote');
    const ref = 'refs/speckit/runs/r1';
    const { patch, bundle } = await exportResult(scratch, {
      parent,
      fromTree,
      tree,
      message: 'Result',
      ref,
      folder: out,
      name: 'r1',
    });
    const fresh = path.join(folder, 'fresh');
    await sh(`git apply --index ${patch}; test "$(git write-tree)" = ${tree}; git reset -q --hard`, fresh);
    await sh(
      `git bundle verify -q ${bundle}; git fetch -q ${bundle} ${ref}; test "$(git rev-parse FETCH_HEAD^{tree})" = ${tree}`,
      fresh,
    );
    expect((await snapshot()).files.filter(name => name.startsWith('speckit-remote'))).toEqual([]);
  });

  it('is put into no folder that is a link', async () => {
    await cp(work, path.join(folder, 'elsewhere'), { recursive: true });
    await symlink(path.join(folder, 'elsewhere'), path.join(work, 'speckit-remote'));
    await expect(resultFolder(work, 'speckit-remote')).rejects.toMatchObject({ code: 'rejected' });
  });
});

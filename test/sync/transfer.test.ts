import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type DriverName, loadDriver } from '../../shared/drivers/index.ts';
import type { Sandbox } from '../../shared/drivers/types.ts';
import { bringBack, type Collect } from '../../shared/sync/bring-back.ts';
import { type Change, changesBetween } from '../../shared/sync/changes.ts';
import { collectResult } from '../../shared/sync/collect.ts';
import { git } from '../../shared/sync/git.ts';
import { packSnapshot, type Snapshot } from '../../shared/sync/pack.ts';
import { uploadSnapshot } from '../../shared/sync/upload.ts';
import { testImage } from '../support/docker-image.ts';
import { dockerMissing } from '../support/needs.ts';
import { type Files, pinned, tempDir } from './repo.ts';

const limits = { packBytes: 1e7, treeBytes: 1e7, fileBytes: 1e6, files: 1000 };
const FILES: Files = {
  'README.md': 'hello\n',
  'bin/run': { mode: '100755', content: '#!/bin/sh\n' },
  link: { mode: '120000', content: 'README.md' },
  'crlf.bat': 'one\r\ntwo\r\n',
  'ä ö/日本\n"x".txt': 'names\n',
  'back\\slash': 'was there\n',
  '.gitattributes': '* text=auto eol=crlf\n*.bin filter=lfs diff=lfs merge=lfs -text\n*.id ident\n',
  'model.bin': 'version https://git-lfs.github.com/spec/v1\n',
  'x.id': '$Id$\n',
  '.gitignore': 'ignored/\n!/kept/\n',
  'kept/a': 'a\n',
  vendor: { mode: '160000', content: 'a'.repeat(40) },
};

const noise = (bytes: number) => {
  const hash = createHash('sha512');
  return Buffer.concat(Array.from({ length: bytes / 64 }, (_, i) => hash.copy().update(`${i}`).digest()));
};

const SANDBOXES = [
  { name: 'local', skip: false, settings: () => ({}) },
  { name: 'docker', skip: dockerMissing(), settings: async () => ({ image: await testImage() }) },
] as const;

describe.each(SANDBOXES)('$name', ({ name, skip, settings }) => {
  describe.skipIf(skip)(skip || 'both ways', () => transfers(name, settings));
});

function transfers(name: DriverName, settings: () => unknown) {
  let box: Sandbox;
  let home: Awaited<ReturnType<typeof tempDir>>;
  beforeAll(async () => {
    home = await tempDir();
    const definition = await loadDriver(name);
    const driver = definition.make(definition.settings.parse(await settings()), { dataDir: home.path });
    box = await driver.create({ name: `sync-test-${process.pid}`, labels: {} });
  });
  afterAll(async () => {
    await box.destroy();
    await home[Symbol.asyncDispose]();
  });

  let count = 0;
  async function upload(snapshot: Snapshot) {
    const place = { dir: `${box.home}/w${++count}/repo`, controlDir: `${box.home}/w${count}/ctl` };
    await uploadSnapshot(box, snapshot, { ...place, branch: 'feat/ä-1' });
    const sh = async (script: string) => {
      const { exitCode, stdout, stderr } = await box.exec(['sh', '-ec', script], { cwd: place.dir });
      expect({ exitCode, stderr: exitCode === 0 ? '' : stderr.toString() }).toEqual({
        exitCode: 0,
        stderr: '',
      });
      return stdout.toString();
    };
    return { ...place, sh };
  }

  /** Uploads `FILES`, runs `script` in the checkout and gives what changed as `status path`. */
  async function roundTrip(script: string, exclude: string[] = []) {
    await using dir = await tempDir();
    const { mirror, base } = await pinned(dir.path, FILES);
    const snapshot = await packSnapshot(mirror, base, { exclude });
    const { sh, ...place } = await upload(snapshot);
    const said = await sh(script);
    let keptBack: number | undefined;
    const onKeptBack = (files: number) => {
      keptBack = files;
    };
    const collect: Collect = way =>
      collectResult(box, { ...place, ...way, base: snapshot.base, exclude, onKeptBack });
    const scratchDir = join(dir.path, 'scratch');
    const received = await bringBack(collect, mirror, { base: snapshot.base, limits, scratchDir });
    if (!received) return { said, changes: undefined, names: [], keptBack };
    await using scratch = received;
    const changes = await changesBetween(scratch, snapshot.tree, scratch.tree);
    const names = changes.map(({ status, path }: Change) => `${status} ${path}`);
    return {
      said,
      changes,
      names,
      keptBack,
      files: changes.some(c => c.mode === '160000') ? {} : await safeFiles(scratch.gitDir, changes),
    };
  }

  async function safeFiles(gitDir: string, changes: readonly Change[]): Promise<Record<string, string>> {
    const files: Record<string, string> = {};
    for (const { path, oid, status } of changes) {
      if (status !== 'deleted') files[path] = (await git(['cat-file', 'blob', oid], { gitDir })).toString();
    }
    return files;
  }

  test('the checkout is byte for byte what was committed, clean for the agent, on its branch', async () => {
    const { said, changes } = await roundTrip(`
      git status --porcelain; git symbolic-ref --short HEAD; git rev-list --count HEAD; git remote
      cat crlf.bat model.bin x.id README.md | od -An -c | tr -d ' \\n'; test -x bin/run; readlink link; cat 'ä ö'/*
    `);
    expect(changes).toBeUndefined();
    expect(said).toBe(
      'feat/ä-1\n1\none\\r\\ntwo\\r\\nversionhttps://git-lfs.github.com/spec/v1\\n$Id$\\nhello\\nREADME.md\nnames\n',
    );
  });

  test('edits, additions, deletions, modes; ignored files stay behind', async () => {
    const { names, files } = await roundTrip(`
      echo more >>README.md; rm kept/a; chmod -x bin/run; mkdir -p new ignored; echo n >'new/ü'; echo i >ignored/x; ln -sf kept link
    `);
    expect(names).toEqual([
      'modified README.md',
      'modified bin/run',
      'deleted kept/a',
      'modified link',
      'added new/ü',
    ]);
    expect(files).toMatchObject({ 'README.md': 'hello\nmore\n', 'new/ü': 'n\n', link: 'kept' });
  });

  test('a folder that becomes a file right after the checkout', async () => {
    const { names } = await roundTrip('rm -r kept; echo file >kept');
    expect(names).toEqual(['added kept', 'deleted kept/a']);
  });

  test('a change of the same size in the same second as the checkout is seen, also in a later second', async () => {
    await using dir = await tempDir();
    const { mirror, base } = await pinned(dir.path, FILES);
    const snapshot = await packSnapshot(mirror, base, { exclude: [] });
    const change = `
      second=$(date -r ../ctl/git/settle/written +%s)
      printf HELLO >README.md; echo >>README.md; ln -sf README.MD link
      [ "$(date -r README.md +%s)" = "$second" ] || { echo late; exit 0; }
      while [ "$(date +%s)" = "$second" ]; do sleep 0.05; done
    `;
    const { place, late } = await vi.waitFor(
      async () => {
        const { sh, ...there } = await upload(snapshot);
        const said = await sh(change);
        if (said.includes('late')) throw new Error('The second was over; once more');
        return { place: there, late: said };
      },
      { timeout: 20_000 },
    );
    expect(late).toBe('');
    await using scratch = await bringBack(
      way => collectResult(box, { ...place, ...way, base, exclude: [] }),
      mirror,
      { base, limits, scratchDir: join(dir.path, 'scratch') },
    );
    if (!scratch) throw new Error('The change was not seen');
    expect(scratch.changes.map(({ path }) => path)).toEqual(['README.md', 'link']);
  });

  test('patterns with `!` bring back what is ignored, also out of ignored and excluded folders', async () => {
    const script = `
      mkdir -p ignored/deep kept out; echo 1 >ignored/deep/report; echo 2 >ignored/other
      echo 3 >kept/in; echo 4 >kept/new; echo 5 >out/x; echo 6 >out/y; echo 7 >z
    `;
    const { names, keptBack } = await roundTrip(script, [
      '/kept/',
      '!/ignored/deep/report',
      'out/',
      '!out/x',
      '!kept/in',
    ]);
    expect(names).toEqual(['added ignored/deep/report', 'added kept/in', 'added out/x', 'added z']);
    // `kept/new` and `out/y`; what git itself ignores is nobody's loss.
    expect(keptBack).toBe(2);
  });

  test.each([
    ['commits', 'echo 1 >one; git add -A; git commit -qm 1; echo 2 >two; git add -A; git commit -qm 2'],
    ['another branch', 'git checkout -qb other; echo 1 >one; git add -A; git commit -qm 1; echo 2 >two'],
    [
      'a detached or reset HEAD',
      'git checkout -q --detach; echo 1 >one; echo 2 >two; git add one; git update-ref -d HEAD || true',
    ],
    ['an unfinished merge and a lock', 'echo 1 >one; echo 2 >two; touch .git/index.lock .git/MERGE_HEAD'],
    ['no .git', 'echo 1 >one; echo 2 >two; rm -rf .git'],
    ['a broken .git', 'echo 1 >one; echo 2 >two; echo "gitdir: /nowhere" >x; rm -rf .git; mv x .git'],
    [
      'a hostile configuration',
      'echo 1 >one; echo 2 >two; git config core.fsmonitor "touch hacked"; git config core.excludesFile /nonexistent; echo two >>.git/info/exclude',
    ],
    [
      'a repacked repository',
      'echo 1 >one; echo 2 >two; git add -A; git commit -qm 1; git gc -q --prune=now',
    ],
  ])('%s of the agent: the working tree is what counts', async (_, script) => {
    expect((await roundTrip(script)).names).toEqual(['added one', 'added two']);
  });

  test('excluded files neither go up nor come back, and are not deletions', async () => {
    const script = 'ls; mkdir -p kept; echo x >kept/new; echo y >z.tmp; echo z >z';
    const { said, names, keptBack } = await roundTrip(script, ['kept/', '*.tmp']);
    expect(said).not.toContain('kept');
    expect(names).toEqual(['added z']);
    expect(keptBack).toBe(2);
  });

  test("Spec Kit's run state stays out, whatever .gitignore says", async () => {
    const { names } = await roundTrip(`
      mkdir -p .specify/workflows/runs/1; echo s >.specify/workflows/runs/1/state.json; echo w >.specify/workflows/w.yml
      echo '!.specify/workflows/runs/' >>.gitignore
    `);
    expect(names).toEqual(['modified .gitignore', 'added .specify/workflows/w.yml']);
  });

  test('a nested repository with commits is a gitlink for the guards, one without is named', async () => {
    const init = 'mkdir -p a/sub; cd a/sub; git init -q .; echo x >x';
    const { changes } = await roundTrip(
      `${init}; git -c user.name=a -c user.email=b commit -q --allow-empty -m x`,
    );
    expect(changes?.map(({ path, mode }) => [path, mode])).toEqual([['a/sub', '160000']]);
    await expect(roundTrip(init)).rejects.toMatchObject({
      code: 'rejected',
      message: expect.stringContaining('`a/sub`'),
    });
  });

  test('a second collect sees only what is there then', async () => {
    await using dir = await tempDir();
    const { mirror, base } = await pinned(dir.path, FILES);
    const snapshot = await packSnapshot(mirror, base, { exclude: [] });
    const { sh, ...place } = await upload(snapshot);
    await sh('echo 1 >one');
    const first = await collectResult(box, { ...place, base, exclude: [] });
    first?.stream.destroy();
    await sh('rm one');
    expect(await collectResult(box, { ...place, base, exclude: [] })).toBeUndefined();
  });

  test('collecting ends after a time limit, whatever git was made to wait for inside', async () => {
    await using dir = await tempDir();
    const { mirror, base } = await pinned(dir.path, FILES);
    const { sh, ...place } = await upload(await packSnapshot(mirror, base, { exclude: [] }));
    await sh(`echo 1 >one; git config -f '${place.controlDir}/git/config' core.fsmonitor 'sleep 61031; :'`);
    await expect(collectResult(box, { ...place, base, exclude: [], limitMs: 1000 })).rejects.toMatchObject({
      code: 'rejected',
      message: 'The result could not be collected within 1 s.',
    });
  });

  test('aborting ends upload and collect with the reason', async () => {
    await using dir = await tempDir();
    const { mirror, base } = await pinned(dir.path, FILES);
    const snapshot = await packSnapshot(mirror, base, { exclude: [] });
    const stop = AbortSignal.abort(new Error('enough'));
    const place = { dir: `${box.home}/x/repo`, controlDir: `${box.home}/x/ctl` };
    await expect(uploadSnapshot(box, snapshot, { ...place, branch: 'b', signal: stop })).rejects.toThrow(
      'enough',
    );
    await expect(collectResult(box, { ...place, base, exclude: [], signal: stop })).rejects.toThrow('enough');
  });

  test('without git inside', async () => {
    await using dir = await tempDir();
    const { mirror, base } = await pinned(dir.path, { noise: noise(2_000_000) });
    const snapshot = await packSnapshot(mirror, base, { exclude: [] });
    const bare: Sandbox = {
      ...box,
      home: box.home,
      exec: (argv, options) => box.exec(['env', 'PATH=/nonexistent', '/bin/sh', ...argv.slice(1)], options),
    };
    const place = { dir: `${box.home}/n/repo`, controlDir: `${box.home}/n/ctl` };
    await expect(uploadSnapshot(bare, snapshot, { ...place, branch: 'b' })).rejects.toMatchObject({
      code: 'missing',
    });
    const there = await upload(snapshot);
    await expect(collectResult(bare, { ...there, base, exclude: [] })).rejects.toMatchObject({
      code: 'missing',
    });
  });

  test('a sandbox that answers anything but a result is refused at once', async () => {
    const odd: Sandbox = {
      ...box,
      home: box.home,
      exec: (_, options) => box.exec(['sh', '-c', 'head -c 9000000 /dev/zero; echo; echo hello'], options),
    };
    const place = { dir: `${box.home}/n/repo`, controlDir: `${box.home}/n/ctl` };
    await expect(collectResult(odd, { ...place, base: 'a'.repeat(40), exclude: [] })).rejects.toMatchObject({
      code: 'rejected',
    });
  });

  test("the server's own packed file is gone", async () => {
    await using dir = await tempDir();
    const { mirror, base } = await pinned(dir.path, { a: 'x' });
    const snapshot = await packSnapshot(mirror, base, { exclude: [] });
    const place = { dir: `${box.home}/g/repo`, controlDir: `${box.home}/g/ctl` };
    await expect(
      uploadSnapshot(box, { ...snapshot, packPath: join(dir.path, 'gone') }, { ...place, branch: 'b' }),
    ).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('on the server') });
  });

  test('a control folder that is gone is a clear refusal', async () => {
    await expect(
      collectResult(box, {
        dir: box.home,
        controlDir: `${box.home}/none`,
        base: 'a'.repeat(40),
        exclude: [],
      }),
    ).rejects.toMatchObject({ code: 'rejected' });
  });
}

const mayMount = process.platform === 'linux' && process.getuid?.() === 0;
test.skipIf(!mayMount)('a full disk inside says so', async () => {
  await using dir = await tempDir();
  const { mirror, base } = await pinned(dir.path, { noise: noise(4_000_000) });
  const snapshot = await packSnapshot(mirror, base, { exclude: [] });
  const definition = await loadDriver('local');
  const driver = definition.make(definition.settings.parse({}), { dataDir: dir.path });
  const box = await driver.create({ name: `sync-full-${process.pid}`, labels: {} });
  const small = `${box.home}/small`;
  await mkdir(small);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', small]);
  try {
    const place = { dir: `${small}/repo`, controlDir: `${small}/ctl`, branch: 'b' };
    await expect(uploadSnapshot(box, snapshot, place)).rejects.toMatchObject({ code: 'exhausted' });
  } finally {
    execFileSync('umount', ['--lazy', small]);
    await box.destroy();
  }
});

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DriverName, loadDriver } from '../../shared/drivers/index.ts';
import type { ExecOptions, Sandbox } from '../../shared/drivers/types.ts';
import { showPacks } from '../../shared/sync/handover.ts';
import { packSnapshot, type Snapshot } from '../../shared/sync/pack.ts';
import { type UploadOptions, uploadSnapshot } from '../../shared/sync/upload.ts';
import { testImage } from '../support/docker-image.ts';
import { dockerMissing } from '../support/needs.ts';
import { type Files, pinned, tempDir } from './repo.ts';

const FILES: Files = {
  'README.md': 'hello\n',
  'bin/run': { mode: '100755', content: '#!/bin/sh\n' },
  link: { mode: '120000', content: 'README.md' },
  'ä ö/日本\n"x".txt': 'names\n',
  '.gitattributes': '* text=auto eol=crlf\n',
  'crlf.bat': 'one\r\n',
  noise: randomBytes(300_000),
};

const SANDBOXES = [
  { name: 'local', skip: false, settings: () => ({}) },
  { name: 'docker', skip: dockerMissing(), settings: async () => ({ image: await testImage() }) },
] as const;

describe.each(SANDBOXES)('$name', ({ name, skip, settings }) => {
  describe.skipIf(skip)(skip || 'a snapshot that is handed over', () => handovers(name, settings));
});

function handovers(name: DriverName, settings: () => unknown) {
  let home: Awaited<ReturnType<typeof tempDir>>;
  let handover: string;
  let box: Sandbox;
  let snapshot: Snapshot;
  beforeAll(async () => {
    home = await tempDir();
    handover = join(home.path, 'folder: a "b"');
    await mkdir(handover);
    const definition = await loadDriver(name);
    const driver = definition.make(definition.settings.parse(await settings()), { dataDir: home.path });
    box = await driver.create({ name: `sync-handover-${process.pid}`, labels: {}, handover });
    const { mirror, base } = await pinned(home.path, FILES);
    snapshot = await packSnapshot(mirror, base, { exclude: [] });
  });
  afterAll(async () => {
    await box.destroy();
    await home[Symbol.asyncDispose]();
  });

  let count = 0;
  const freshPlace = () => ({ dir: `${box.home}/w${++count}/repo`, controlDir: `${box.home}/w${count}/ctl` });

  /** What is sent to the sandbox with an upload. */
  async function upload(given: Partial<UploadOptions>, { to = box, of = snapshot } = {}) {
    const place = freshPlace();
    let sent = 0;
    let calls = 0;
    const counting: Sandbox = {
      ...to,
      async exec(argv, options: ExecOptions = {}) {
        if (options.stdin && !(options.stdin instanceof Uint8Array)) {
          calls++;
          options.stdin.on('data', (chunk: Buffer) => {
            sent += chunk.length;
          });
          options.stdin.pause();
        }
        return to.exec(argv, options);
      },
    };
    await uploadSnapshot(counting, of, { ...place, branch: 'feature', ...given });
    const sh = async (script: string) => {
      const { exitCode, stdout, stderr } = await box.exec(['sh', '-ec', script], { cwd: place.dir });
      expect({ exitCode, stderr: stderr.toString() }).toEqual({ exitCode: 0, stderr: '' });
      return stdout.toString();
    };
    return { ...place, sh, sent, calls };
  }

  const LOOK = `
    git status --porcelain; git log --format='%H %T%d'; git ls-files -s; git config -l --local; git fsck --full --strict
    cat .git/shallow .git/HEAD .git/packed-refs .git/info/attributes ../ctl/git/snapshot
    cd ..; find . -path ./ctl/git/settle -prune -o -printf '%y %m %n %U %p %l' ! -type d -printf ' %s' , -printf '\\n' | sort
    git --git-dir=ctl/git --work-tree=repo ls-files -s; cat ctl/git/objects/pack/* | cksum`;

  test('is the same checkout, index and repository as one that is streamed, and nothing stays', async () => {
    const streamed = await upload({});
    const told: number[][] = [];
    const handed = await upload({ handover, onProgress: (...amounts) => told.push(amounts) });
    expect(streamed.sent).toBeGreaterThan(snapshot.bytes);
    expect(handed.sent).toBeLessThan(20_000);
    expect(handed.calls).toBe(1);
    expect(await handed.sh(LOOK)).toBe(await streamed.sh(LOOK));
    expect(told).toEqual([
      [0, snapshot.bytes],
      [snapshot.bytes, snapshot.bytes],
    ]);
    expect(await readdir(handover)).toEqual([]);
    expect(await handed.sh(`ls -A '${box.handover}'`)).toBe('');
    const { mode, nlink } = await stat(snapshot.packPath);
    expect({ mode: mode & 0o777, nlink }).toEqual({ mode: 0o444, nlink: 1 });
  });

  test('is a copy: what the command does to it does not reach the server', async () => {
    const before = await readFile(snapshot.packPath);
    const { sh } = await upload({ handover });
    await sh(
      'chmod -R u+w .git ../ctl; for pack in .git/objects/pack/* ../ctl/git/objects/pack/*; do echo x >"$pack"; done',
    );
    expect((await readFile(snapshot.packPath)).equals(before)).toBe(true);
  });

  const others: [string, (folder: string) => Promise<unknown>][] = [
    ['no files', async () => undefined],
    ['files of other sizes', async folder => fill(folder, Buffer.from('x'))],
    [
      'folders',
      async folder => {
        for (const kind of ['pack', 'idx'])
          await mkdir(join(folder, 'pack', `pack-snapshot.${kind}`), { recursive: true });
      },
    ],
  ];
  async function fill(folder: string, content: Buffer) {
    await mkdir(join(folder, 'pack'));
    for (const kind of ['pack', 'idx'])
      await writeFile(join(folder, 'pack', `pack-snapshot.${kind}`), content);
  }

  test.each(others)('is streamed where %s are seen in its place', async (_, make) => {
    const place = freshPlace();
    const other = await mkdtemp(join(home.path, 'other-'));
    await make(other);
    await box.exec(['mkdir', '-p', place.dir]);
    const tar = execFileSync('tar', ['-cf', '-', '-C', other, '.']);
    await box.exec(['tar', '-xf', '-', '-C', place.dir], { stdin: tar });
    const { sent, calls, sh } = await upload({ handover }, { to: { ...box, handover: place.dir } });
    expect(calls).toBe(2);
    expect(sent).toBeGreaterThan(snapshot.bytes);
    expect(await sh('git status --porcelain; cat README.md')).toBe('hello\n');
    expect(await readdir(handover)).toEqual([]);
  });

  if (name === 'docker')
    test('is streamed where the user inside may not read it', async () => {
      const folder = await mkdtemp(join(home.path, 'closed-'));
      const [packPath, idxPath] = [join(folder, 'x.pack'), join(folder, 'x.idx')];
      await copyFile(snapshot.packPath, packPath);
      await copyFile(snapshot.idxPath, idxPath);
      await chmod(packPath, 0o400);
      const { calls, sh } = await upload({ handover }, { of: { ...snapshot, packPath, idxPath } });
      expect(calls).toBe(2);
      expect(await sh('git status --porcelain; cat README.md')).toBe('hello\n');
    });

  test.skipIf(process.platform !== 'linux')('is streamed where no links can be made', async () => {
    const folder = await mkdtemp('/dev/shm/speckit-handover-');
    try {
      const [packPath, idxPath] = [join(folder, 'x.pack'), join(folder, 'x.idx')];
      await copyFile(snapshot.packPath, packPath);
      await copyFile(snapshot.idxPath, idxPath);
      const { calls, sent } = await upload({ handover }, { of: { ...snapshot, packPath, idxPath } });
      expect(calls).toBe(1);
      expect(sent).toBeGreaterThan(snapshot.bytes);
      expect(await readdir(handover)).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('whatever goes wrong, nothing stays', async () => {
    const broken: Sandbox = { ...box, exec: () => Promise.reject(new Error('broken')) };
    await expect(upload({ handover }, { to: broken })).rejects.toThrow('broken');
    expect(await readdir(handover)).toEqual([]);
    const stop = AbortSignal.abort(new Error('enough'));
    await expect(upload({ handover, signal: stop })).rejects.toThrow('enough');
    expect(await readdir(handover)).toEqual([]);
    const gone = { ...snapshot, packPath: join(home.path, 'gone') };
    await expect(upload({ handover }, { of: gone })).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('on the server'),
    });
    expect(await readdir(handover)).toEqual([]);
  });

  if (name === 'docker')
    test('cannot be changed from inside', async () => {
      const before = await readFile(snapshot.packPath);
      await using _shown = await showPacks(handover, snapshot);
      const tries = `cd '${box.handover}'; touch x; chmod 666 pack/*; echo x >pack/pack-snapshot.pack; rm -f pack/*; mv pack y; ls -A . pack`;
      const { stdout } = await box.exec(['sh', '-c', tries]);
      expect(stdout.toString()).toBe('.:\npack\n\npack:\npack-snapshot.idx\npack-snapshot.pack\n');
      expect((await readFile(snapshot.packPath)).equals(before)).toBe(true);
      const write = box.writeFile(`${box.handover}/pack/pack-snapshot.pack`, Buffer.from('x'));
      await expect(write).rejects.toThrow();
      expect((await readFile(snapshot.packPath)).equals(before)).toBe(true);
    });
}

const mayMount = process.platform === 'linux' && process.getuid?.() === 0;
test.skipIf(!mayMount)('a disk inside that has no room for the copy says so', async () => {
  await using dir = await tempDir();
  const noise = Array.from({ length: 60 }, (_, i) => [`noise${i}`, randomBytes(50_000)]);
  const { mirror, base } = await pinned(dir.path, Object.fromEntries(noise));
  const snapshot = await packSnapshot(mirror, base, { exclude: [] });
  const definition = await loadDriver('local');
  const driver = definition.make(definition.settings.parse({}), { dataDir: dir.path });
  const handover = join(dir.path, 'handover');
  await mkdir(handover);
  const box = await driver.create({ name: `handover-full-${process.pid}`, labels: {}, handover });
  const small = `${box.home}/small`;
  await mkdir(small);
  // Room for the pack or for the checkout.
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=5m', 'tmpfs', small]);
  try {
    const place = { dir: `${small}/repo`, controlDir: `${small}/ctl`, branch: 'b', handover };
    await expect(uploadSnapshot(box, snapshot, place)).rejects.toMatchObject({ code: 'exhausted' });
    expect(await readdir(handover)).toEqual([]);
  } finally {
    execFileSync('umount', ['--lazy', small]);
    await box.destroy();
  }
});

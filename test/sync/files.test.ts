import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DriverName } from '../../shared/drivers/index.ts';
import type { Sandbox } from '../../shared/drivers/types.ts';
import { bringBack } from '../../shared/sync/bring-back.ts';
import { type CollectOptions, collectResult } from '../../shared/sync/collect.ts';
import { git } from '../../shared/sync/git.ts';
import { packSnapshot } from '../../shared/sync/pack.ts';
import { uploadSnapshot } from '../../shared/sync/upload.ts';
import { openPlace } from '../bench/places/index.ts';
import { testImage } from '../support/docker-image.ts';
import { dockerMissing } from '../support/needs.ts';
import { type Files, pinned, tempDir } from './repo.ts';

const MB = 1024 * 1024;
const LIMITS = { packBytes: 64 * MB, treeBytes: 64 * MB, fileBytes: 64 * MB, files: 2000 };
const LONG = `${'long folder/'.repeat(12)}${'name'.repeat(30)}`;
const BASE: Files = {
  'README.md': 'hello\n',
  'bin/run': 'x\n',
  link: { mode: '120000', content: 'README.md' },
  'gone/a': 'a\n',
  'folder/inside': 'i\n',
  file: 'f\n',
  [LONG]: 'l\n',
  '.gitignore': 'ignored/\n',
  '.gitattributes': '* text=auto eol=crlf\n',
  untouched: 'same\n',
  ...Object.fromEntries(Array.from({ length: 270 }, (_, i) => [`old/${i}`, `${i}\n`])),
};
/** So many that they are carried one by one. */
const MANY = 'mkdir many; i=0; while [ $i -lt 300 ]; do echo "$((i / 2))" >many/$i; i=$((i + 1)); done';
const QUIET_MS = 20_000;

describe.each(['local', 'docker', 'e2b', 'daytona'] as const)('%s', name => {
  const skip = name === 'docker' ? dockerMissing() : false;
  describe.skipIf(skip)(skip || 'many changed files', () => carried(name));
});

function carried(name: DriverName) {
  let box: Sandbox;
  const opened = new AsyncDisposableStack();
  beforeAll(async () => {
    const place = opened.use(await openPlace(name, name === 'docker' ? { image: await testImage() } : {}));
    box = await place.driver.create({ name: `sync-files-${process.pid}`, labels: {} });
    opened.defer(() => box.destroy());
  });
  afterAll(() => opened.disposeAsync());

  let count = 0;
  /** Uploads, lets the second of the checkout go by, and runs `script` there. */
  async function stage(script: string) {
    await using opening = new AsyncDisposableStack();
    const dir = opening.use(await tempDir());
    const { mirror, base } = await pinned(dir.path, BASE);
    const snapshot = await packSnapshot(mirror, base, { exclude: [] });
    const place = { dir: `${box.home}/f${++count}/repo`, controlDir: `${box.home}/f${count}/ctl` };
    await uploadSnapshot(box, snapshot, { ...place, branch: 'main' });
    await vi.waitFor(
      async () => {
        const quiet = await box.exec(['test', '-e', `${place.controlDir}/git/settle/quiet`]);
        expect(quiet.exitCode).toBe(0);
      },
      { timeout: QUIET_MS },
    );
    const { exitCode, stderr } = await box.exec(['sh', '-ec', script], { cwd: place.dir });
    expect({ exitCode, stderr: stderr.toString() }).toEqual({ exitCode: 0, stderr: '' });
    const ways: string[] = [];
    const bring = async (options: Partial<CollectOptions> = {}) => {
      const received = await bringBack(
        async way => {
          const given = { ...place, ...way, base, exclude: [], ...options };
          const collected = await collectResult(box, given);
          ways.push(!collected ? 'same' : collected.commit === undefined ? 'files' : 'pack');
          return collected;
        },
        mirror,
        { base, limits: LIMITS, scratchDir: `${dir.path}/scratch` },
      );
      return received;
    };
    const fetch = async (options: Partial<CollectOptions> = {}) => {
      const received = await bring(options);
      if (!received) throw new Error('Nothing came back');
      return received;
    };
    const opened = opening.move();
    return { bring, fetch, ways, [Symbol.asyncDispose]: () => opened.disposeAsync() };
  }

  test('come one by one, and are what git inside would make of them', async () => {
    await using at = await stage(`
      ${MANY}
      echo more >>README.md; chmod +x bin/run; ln -sfn "$(printf '%0150d' 7)" link; rm -r gone; mkdir ignored; echo i >ignored/x
      rm -r folder; echo now >folder; rm file; mkdir file; echo in >file/in; echo more >>'${LONG}'
      rm old/1 old/2; : >empty; head -c 3000000 /dev/zero | tr '\\\\0' a >large; ln large twice; ln -s 'no
where' broken
      printf 'one\\r\\n' >crlf; echo n >'new
line'; echo b >'back\\\\slash'; echo d >-dash; echo q >'a "b" *'; echo u >'ü 日本'; echo o >"$(printf 'old\\\\351')"; chmod 4755 crlf
    `);
    await using files = await at.fetch();
    await using packed = await at.fetch({ packed: true });
    expect(at.ways).toEqual(['files', 'pack']);
    expect(files.changes).toEqual(packed.changes);
    expect(files.tree).toBe(packed.tree);
    expect(files.changes.length).toBeGreaterThan(300);
    await git(['fsck', '--full', '--strict', files.tree], { gitDir: files.gitDir });
    const listed = await git(['verify-pack', '-v', `${files.gitDir}/objects/pack/pack-files.pack`]);
    // Of two files with the same content one is there.
    expect(listed.toString().match(/ blob /g)?.length).toBeLessThan(files.changes.length);
  });

  test('only deletions are few', async () => {
    await using at = await stage('rm -r old gone');
    await using result = await at.fetch();
    expect(result.changes.map(({ status }) => status)).toEqual(Array.from({ length: 271 }, () => 'deleted'));
  });

  test.each([
    ['rules of git', 'echo "*.x binary" >>.gitattributes', ['files', 'pack']],
    [
      'a nested repository',
      'mkdir in; cd in; git init -q; git commit -q --allow-empty -m x',
      ['files', 'pack'],
    ],
    [
      "Spec Kit's state",
      'mkdir -p .specify/workflows/runs/1; echo s >.specify/workflows/runs/1/s',
      ['files'],
    ],
  ])('with %s among them: as git inside has it', async (_, script, ways) => {
    const identity =
      'export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b';
    await using at = await stage(`${MANY}; ${identity}; ${script}`);
    await using result = await at.fetch();
    expect(at.ways).toEqual(ways);
    await using packed = await at.fetch({ packed: true });
    expect(result.tree).toBe(packed.tree);
  });

  test('empty or the same ones, which git has taken long before', async () => {
    await using at = await stage('mkdir e; i=0; while [ $i -lt 300 ]; do : >e/$i; i=$((i + 1)); done');
    await using result = await at.fetch();
    expect(at.ways).toEqual(['files']);
    expect(result.changes).toHaveLength(300);
  });

  test('written again as they were: nothing has changed', async () => {
    await using at = await stage('for f in old/*; do cat "$f" >copy; cat copy >"$f"; done; rm copy');
    expect(await at.bring()).toBeUndefined();
    expect(at.ways).toEqual(['files']);
  });

  test('patterns leave all to git inside', async () => {
    await using at = await stage(MANY);
    await using result = await at.fetch({ exclude: ['/many/1*'] });
    expect(at.ways).toEqual(['pack']);
    expect(result.changes).toHaveLength(300 - 111);
  });

  // The others run as whoever runs the tests, who may be allowed everything.
  if (name !== 'docker') return;
  test('one that cannot be read is named', async () => {
    await using at = await stage(`${MANY}; chmod 0 many/7`);
    await expect(at.fetch()).rejects.toMatchObject({
      code: 'rejected',
      message: expect.stringMatching(/could not be read.*many\/7/),
    });
    expect(at.ways).toEqual(['files']);
  });
}

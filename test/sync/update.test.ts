import { PassThrough, Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DriverName } from '../../shared/drivers/index.ts';
import type { Sandbox } from '../../shared/drivers/types.ts';
import { collectResult } from '../../shared/sync/collect.ts';
import { packSnapshot } from '../../shared/sync/pack.ts';
import { openUpdate } from '../../shared/sync/update.ts';
import { uploadSnapshot } from '../../shared/sync/upload.ts';
import { openPlace } from '../bench/places/index.ts';
import { testImage } from '../support/docker-image.ts';
import { dockerMissing } from '../support/needs.ts';
import { type Files, pinned, tempDir } from './repo.ts';

const text = (seed: string) => Array.from({ length: 400 }, (_, i) => `${seed} line ${i}\n`).join('');
const FIRST: Files = {
  'README.md': 'one\n',
  'big.txt': text('big'),
  'bin/run': 'x\n',
  'gone/a': 'a\n',
  kept: 'k\n',
  '.gitignore': 'node_modules/\n*.log\n.specify/workflows/runs/\n',
};
const SECOND: Files = {
  'README.md': 'two\n',
  'big.txt': text('big').replace('line 7\n', 'line seven\n'),
  'bin/run': { mode: '100755', content: 'x\n' },
  gone: { mode: '120000', content: 'kept' },
  kept: 'k\n',
  '.gitignore': 'node_modules/\n.specify/workflows/runs/\n',
  'new/ü': 'n\n',
};

describe.each(['local', 'docker', 'e2b', 'daytona'] as const)('%s', name => {
  const skip = name === 'docker' ? dockerMissing() : false;
  describe.skipIf(skip)(skip || 'again', () => updates(name));
});

function updates(name: DriverName) {
  let box: Sandbox;
  const opened = new AsyncDisposableStack();
  beforeAll(async () => {
    const place = opened.use(await openPlace(name, name === 'docker' ? { image: await testImage() } : {}));
    box = await place.driver.create({ name: `sync-again-${process.pid}`, labels: {} });
    opened.defer(() => box.destroy());
  });
  afterAll(() => opened.disposeAsync());

  let count = 0;
  async function stage(exclude: string[] = []) {
    await using opening = new AsyncDisposableStack();
    const dir = opening.use(await tempDir());
    const { origin, mirror, base } = await pinned(dir.path, FIRST);
    const place = { dir: `${box.home}/u${++count}/repo`, controlDir: `${box.home}/u${count}/ctl` };
    await uploadSnapshot(box, await packSnapshot(mirror, base, { exclude }), { ...place, branch: 'one' });
    const sh = async (script: string) => {
      const { exitCode, stdout, stderr } = await box.exec(['sh', '-ec', script], { cwd: place.dir });
      expect({ exitCode, stderr: stderr.toString() }).toEqual({ exitCode: 0, stderr: '' });
      return stdout.toString();
    };
    let bytes = 0;
    const counting: Sandbox = {
      ...box,
      home: box.home,
      exec: (argv, options = {}) => {
        if (!(options.stdin instanceof Readable)) return box.exec(argv, options);
        const counter = new PassThrough();
        counter.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        counter.pause();
        return box.exec(argv, { ...options, stdin: options.stdin.pipe(counter) });
      },
    };
    const update = async (files: Files, patterns = exclude) => {
      const commit = await origin.commit(files, [origin.head]);
      await mirror.fetch({ url: origin.url, commit });
      const snapshot = await packSnapshot(mirror, commit, { exclude: patterns });
      bytes = 0;
      await using opened = openUpdate(counting, { ...place, branch: 'feat/ü-2' });
      const result = await opened.send(mirror, snapshot);
      return { done: result.done, why: result.done ? '' : result.why.message, bytes, snapshot };
    };
    const opened = opening.move();
    return { ...place, origin, mirror, base, sh, update, [Symbol.asyncDispose]: () => opened.disposeAsync() };
  }

  const LIST = `find . -name .git -prune -o ! -type d -print | sort | tr '\\n' ' '`;

  test('only the difference travels, and everything is as after a fresh upload', async () => {
    await using at = await stage();
    const { done, bytes, snapshot } = await at.update(SECOND);
    expect(done).toBe(true);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(1000);
    expect(await at.sh(LIST)).toBe('./.gitignore ./README.md ./big.txt ./bin/run ./gone ./kept ./new/ü ');
    expect(
      await at.sh(
        'cat README.md; sed -n 8p big.txt; test -x bin/run; readlink gone; git status --porcelain; git symbolic-ref --short HEAD; git rev-list --count HEAD; git rev-parse HEAD; git fsck --strict --no-dangling 2>&1',
      ),
    ).toBe(`two\nbig line seven\nkept\nfeat/ü-2\n1\n${snapshot.base}\n`);
    expect(await collectResult(box, { ...at, base: snapshot.base, exclude: [] })).toBeUndefined();
  });

  test('what the last command left is gone; what git ignores stays', async () => {
    await using at = await stage();
    await at.sh(`
      echo mine >README.md; echo mine >big.txt; rm kept; rm -r bin; echo f >bin; mkdir -p new node_modules/m; echo u >new/other
      mkdir -p nested .specify/workflows/runs/1; git -C nested init -q; echo n >node_modules/m/index.js; echo l >x.log
      echo s >.specify/workflows/runs/1/state.json
      git add -A . 2>/dev/null || git add README.md; git commit -qm mine; git checkout -qb mine; git tag mine; touch .git/index.lock
      mkdir -p locked/in; echo x >locked/in/x; chmod 500 locked/in locked
    `);
    expect((await at.update(SECOND)).done).toBe(true);
    // The new .gitignore has no `*.log` any more.
    expect(await at.sh(LIST)).toBe(
      './.gitignore ./README.md ./big.txt ./bin/run ./gone ./kept ./new/ü ./node_modules/m/index.js ',
    );
    expect(await at.sh('git status --porcelain; git tag; git branch --format="%(refname:short)"')).toBe(
      'feat/ü-2\n',
    );
    expect(await at.sh('cat README.md; wc -l <big.txt')).toBe('two\n400\n');
  });

  test('again and again, also to the same commit, and a result comes back each time', async () => {
    await using at = await stage();
    for (const files of [SECOND, FIRST, SECOND]) {
      const { done, snapshot } = await at.update(files);
      expect(done).toBe(true);
      await at.sh('echo more >>README.md');
      const collected = await collectResult(box, { ...at, base: snapshot.base, exclude: [] });
      expect(collected?.commit).toMatch(/^[0-9a-f]{40}$/);
      collected?.stream.destroy();
    }
    const twice = await at.update(SECOND);
    expect(twice.done).toBe(true);
    // No more than the line that names it.
    expect(twice.bytes).toBeLessThan(70);
    expect(await at.sh('cat README.md')).toBe('two\n');
  });

  test('many new files', async () => {
    await using at = await stage();
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`many/${n}.txt`, `${n}\n`]));
    for (const files of [
      { ...FIRST, ...many },
      { ...FIRST, 'many/7.txt': 'seven\n' },
    ]) {
      const { done, snapshot } = await at.update(files);
      expect(done).toBe(true);
      expect(await at.sh('git status --porcelain; git fsck --strict --no-dangling 2>&1')).toBe('');
      expect(await at.sh('git ls-files | wc -l')).toBe(`${Object.keys(files).length}\n`);
      expect(await at.sh('git rev-parse HEAD')).toBe(`${snapshot.base}\n`);
    }
    expect(await at.sh('cat many/*')).toBe('seven\n');
  });

  test('with excludes: the difference of what goes up at all', async () => {
    await using at = await stage(['/big.txt']);
    const { why, snapshot } = await at.update({ ...SECOND, 'big.txt': text('other') });
    expect(why).toBe('');
    expect(await at.sh('ls')).not.toContain('big.txt');
    expect(await at.sh('git rev-parse HEAD')).toBe(`${snapshot.base}\n`);
  });

  test.each([
    ['other excludes', '', ['/kept']],
    ['nothing of ours is there any more', 'rm -r ../ctl', undefined],
    ['the checkout is gone', 'cd ..; rm -r repo; echo x >repo', undefined],
    ['the checkout leads elsewhere', 'cd ..; mv repo moved; ln -s moved repo', undefined],
    [
      'packs are damaged',
      'cd ../ctl/git/objects/pack; chmod u+w *; for f in *; do echo x >$f; done',
      undefined,
    ],
    ['it claims a commit that nobody knows', `echo ${'1'.repeat(40)} 0 >../ctl/git/snapshot`, undefined],
    ['an update was broken off', ': >../ctl/git/snapshot', undefined],
    ['it claims without end', 'head -c 5000 /dev/zero | tr "\\0" x >../ctl/git/snapshot', undefined],
    ['it claims nonsense', 'echo "--all x" >../ctl/git/snapshot', undefined],
  ])('%s: it is told, and the whole can be uploaded after clearing', async (_, script, patterns) => {
    await using at = await stage();
    if (script) await at.sh(script);
    const { done, snapshot } = await at.update(SECOND, patterns ?? []);
    expect(done).toBe(false);
    await box.exec(['sh', '-c', 'rm -rf "$@"', 'sh', at.dir, at.controlDir]);
    await uploadSnapshot(box, snapshot, { ...at, branch: 'b' });
    expect(await at.sh('cat README.md')).toBe('two\n');
  });

  test('aborting ends it with the reason', async () => {
    await using at = await stage();
    const snapshot = await packSnapshot(at.mirror, at.base, { exclude: [] });
    const abort = new AbortController();
    const place = { dir: at.dir, controlDir: at.controlDir, branch: 'b', signal: abort.signal };
    await using opened = openUpdate(box, place);
    abort.abort(new Error('enough'));
    await expect(opened.send(at.mirror, snapshot)).rejects.toThrow('enough');
    expect(() => openUpdate(box, place)).toThrow('enough');
  });

  test('one that is given up changes nothing, and what cannot be cleared is told', async () => {
    await using at = await stage();
    const place = { dir: at.dir, controlDir: at.controlDir, branch: 'b' };
    await openUpdate(box, place)[Symbol.asyncDispose]();
    const snapshot = await packSnapshot(at.mirror, at.base, { exclude: [] });
    await using opened = openUpdate(box, { ...place, clear: ['sh', '-c', 'echo it is stuck >&2; exit 1'] });
    await expect(opened.send(at.mirror, snapshot)).rejects.toThrow('it is stuck');
    expect((await at.update(SECOND)).done).toBe(true);
  });

  test('what is sent does not grow with the history between the two', async () => {
    await using at = await stage();
    let head = at.origin.head;
    for (let i = 0; i < 30; i++)
      head = await at.origin.commit({ ...FIRST, 'big.txt': text(`v${i}`) }, [head]);
    const commit = await at.origin.commit({ ...FIRST, kept: 'changed\n' }, [head]);
    await at.mirror.fetch({ url: at.origin.url, commit });
    let sent = 0;
    const snapshot = await packSnapshot(at.mirror, commit, { exclude: [] });
    await using opened = openUpdate(box, { dir: at.dir, controlDir: at.controlDir, branch: 'b' });
    const done = await opened.send(at.mirror, snapshot, bytes => {
      sent = bytes;
    });
    expect(done).toEqual({ done: true });
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(1000);
  });
}

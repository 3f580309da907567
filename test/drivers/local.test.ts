import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import local from '../../shared/drivers/local.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'speckit-local-'));
afterAll(() => rm(dataDir, { recursive: true }));

const driver = (settings = {}) => local.make(local.settings.parse(settings), { dataDir });
let count = 0;
const create = (settings = {}) => driver(settings).create({ name: `t${count++}`, labels: {} });

test('says that it isolates nothing', () => {
  expect(local.isolation).toMatch(/^Isolates nothing/);
});

test('gives commands these variables and no other', async () => {
  const sandbox = await create({ path: ['/opt/tools/bin'] });
  const { stdout } = await sandbox.exec(['env', '-0'], { env: { EXTRA: '1' } });
  const env = Object.fromEntries(
    stdout
      .toString()
      .split('\0')
      .filter(Boolean)
      .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  expect(Object.keys(env).sort()).toEqual(
    ['EXTRA', 'HOME', 'LANG', 'PATH', 'SPECKIT_REMOTE_EXEC', 'SPECKIT_REMOTE_SANDBOX', 'TMPDIR'].sort(),
  );
  expect(env.HOME).toBe(sandbox.home);
  expect(env.PATH).toMatch(/^\/opt\/tools\/bin:/);
  expect((await sandbox.exec(['sh', '-c', 'mktemp'])).stdout.toString()).toContain(dataDir);
  await sandbox.destroy();
});

test.for([{ path: ['relative'] }, { path: 'x' }, { shell: 'bash' }])('refuses the settings %j', settings => {
  expect(local.settings.safeParse(settings).success).toBe(false);
});

test.for(['Upper', '../x', '', 'a'.repeat(61)])('refuses the name “%s”', async name => {
  await expect(driver().create({ name, labels: {} })).rejects.toMatchObject({ code: 'internal' });
});

test('a folder that cannot be made is an error of configuration', async () => {
  const file = join(dataDir, 'file');
  await writeFile(file, '');
  const failing = local.make(local.settings.parse({}), { dataDir: file }).probe();
  await expect(failing).rejects.toMatchObject({ code: 'config' });
});

test('destroy removes also what the command made read-only, and leaves no trace', async () => {
  const sandbox = await create();
  await sandbox.exec(['sh', '-c', 'mkdir -p cache/deep && touch cache/deep/file && chmod -R a-w cache']);
  await sandbox.destroy();
  expect(existsSync(sandbox.home)).toBe(false);
  expect((await readdir(join(dataDir, 'local'))).filter(name => name.includes(sandbox.id))).toEqual([]);
});

test('a successor of the same name is not harmed by the old handle', async () => {
  const old = await create();
  await old.destroy();
  const successor = await driver().create({ name: old.id, labels: {} });
  await old.destroy();
  await expect(old.exec(['true'])).rejects.toMatchObject({ code: 'missing' });
  expect((await successor.exec(['true'])).exitCode).toBe(0);
  await successor.destroy();
});

test('a record that is damaged is named, not skipped', async () => {
  const sandbox = await create();
  const record = join(dataDir, 'local', `${sandbox.id}.json`);
  await writeFile(record, '{');
  const failure = await driver()
    .list({})
    .catch(error => error);
  expect(failure).toMatchObject({ code: 'internal' });
  expect(failure.hint).toContain(record);
  await rm(record);
});

test.skipIf(process.platform !== 'linux')(
  'destroy finds a process that left session and parent',
  async () => {
    const sandbox = await create();
    // Its own with every try.
    const sleep = `sleep ${randomInt(70_000, 80_000)}.${randomInt(100_000)}`;
    await sandbox.exec(['sh', '-c', `(setsid ${sleep} >/dev/null 2>&1 </dev/null &)`]);
    const alive = () =>
      execFileSync('ps', ['-eo', 'args='])
        .toString()
        .split('\n')
        .filter(line => line === sleep);
    await expect.poll(alive).toHaveLength(1);
    await (await driver().attach(sandbox.id)).destroy();
    expect(alive()).toHaveLength(0);
  },
);

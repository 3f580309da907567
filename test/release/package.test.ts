import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

const run = promisify(execFile);
const root = path.join(import.meta.dirname, '..', '..');

let folder: string;
let built: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'speckit-package-'));
  built = path.join(folder, 'built');
  await run(process.execPath, [path.join(root, '.ci', 'package.ts'), built, '1.2.3'], { cwd: root });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('the npm package is built JavaScript that starts, with what it reads beside it', async () => {
  const manifest = JSON.parse(await readFile(path.join(built, 'package.json'), 'utf8')) as Record<
    string,
    object
  >;
  expect(manifest).toMatchObject({
    version: '1.2.3',
    bin: { 'speckit-remote': 'app/cli/main.js', 'speckit-remote-server': 'app/main.js' },
  });
  expect(manifest).not.toHaveProperty('private');
  expect(Object.keys(manifest.dependencies ?? {})).not.toContain('@actions/core');
  const modules = path.join(built, 'node_modules');
  await symlink(path.join(root, 'node_modules'), modules);
  const env = { PATH: process.env.PATH, APP_ID: '1', WEBHOOK_SECRET: 'x' };
  const main = path.join(built, 'app', 'main.js');
  const started = run(process.execPath, [main], { cwd: built, env });
  await expect(started).rejects.toMatchObject({ stderr: expect.stringContaining('PRIVATE_KEY') });
  const images = path.join(built, 'shared', 'image', 'build.js');
  await expect(run(process.execPath, [images, '--nonsense'], { cwd: built, env })).rejects.toMatchObject({
    stderr: expect.stringContaining('--nonsense'),
  });
  await rm(modules);
});

it('installed globally, it runs a command on a working tree', async () => {
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: built });
  const prefix = path.join(folder, 'prefix');
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  await run('npm', ['install', '-g', '--prefix', prefix, ...quiet, path.join(folder, stdout.trim())]);
  const program = path.join(prefix, 'bin', 'speckit-remote');
  const project = path.join(folder, 'project');
  await mkdir(project);
  const env = { PATH: `${path.dirname(process.execPath)}:${process.env.PATH}`, HOME: folder };
  const call = (...words: string[]) => run(program, words, { cwd: project, env });
  expect((await call('--version')).stdout).toBe('1.2.3\n');
  expect((await call('run', '--help')).stdout).toContain('speckit-remote run [options] -- <command>');
  await run('git', ['init', '-q'], { cwd: project });
  const identity = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.org'];
  await run('git', [...identity, 'commit', '-q', '--allow-empty', '-m', 'First'], { cwd: project });
  const end = await call('run', '--driver', 'local', '--', 'echo said; echo made > made.txt');
  expect(end.stdout).toBe('said\n');
  expect(await readFile(path.join(project, 'made.txt'), 'utf8')).toBe('made\n');
  await expect(call('run', '--nonsense')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining("Unknown option '--nonsense'."),
  });
  // The class of our errors is one, also across the joined entry and the commands.
  await expect(call('status', 'r000000000000')).rejects.toMatchObject({ code: 2 });
});

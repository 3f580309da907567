import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const root = path.join(import.meta.dirname, '..', '..');

it('the npm package is built JavaScript that starts, with what it reads beside it', {
  timeout: 60_000,
}, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'speckit-package-'));
  try {
    await run(process.execPath, [path.join(root, '.ci', 'package.ts'), folder, '1.2.3'], { cwd: root });
    const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as Record<
      string,
      object
    >;
    expect(manifest).toMatchObject({
      version: '1.2.3',
      bin: { 'speckit-remote': 'app/cli/main.js', 'speckit-remote-server': 'app/main.js' },
    });
    expect(manifest).not.toHaveProperty('private');
    expect(Object.keys(manifest.dependencies ?? {})).not.toContain('@actions/core');
    // The embedded database is a process of its own.
    await stat(path.join(folder, 'app', 'store', 'pglite-process.js'));
    await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    const env = { PATH: process.env.PATH, APP_ID: '1', WEBHOOK_SECRET: 'x' };
    const main = path.join(folder, 'app', 'main.js');
    const started = run(process.execPath, [main], { cwd: folder, env });
    await expect(started).rejects.toMatchObject({ stderr: expect.stringContaining('PRIVATE_KEY') });
    const images = path.join(folder, 'shared', 'image', 'build.js');
    await expect(run(process.execPath, [images, '--nonsense'], { cwd: folder, env })).rejects.toMatchObject({
      stderr: expect.stringContaining('--nonsense'),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

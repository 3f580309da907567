import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { userFolders } from '../../app/cli/folders.ts';
import { isTended, readRun, runFiles } from '../../app/cli/runs/store.ts';
import { testImage } from '../support/docker-image.ts';
import { dockerMissing } from '../support/needs.ts';
import { type Checkout, makeCheckout } from './support/checkout.ts';

vi.setConfig({ testTimeout: 180_000 });
const execute = promisify(execFile);
const PATIENT = { timeout: 90_000, interval: 100 };

let mine: Checkout;
beforeEach(async () => {
  mine = await makeCheckout();
});
afterEach(() => mine[Symbol.asyncDispose]());

const folders = () => userFolders(mine.env);
const go = () => path.join(mine.home, 'go');
const waits = () => `until [ -e ${go()} ]; do sleep 0.1; done`;
const detach = async (script: string) => {
  const end = await mine.run(script, { flags: ['--detach'] });
  expect(end).toMatchObject({ exitCode: 0 });
  return end.stdout.trim();
};
const status = async (id: string) =>
  JSON.parse((await mine.call(['status', id, '--json'])).stdout) as Record<string, unknown>;
/** Ends the process behind a run as a crash or a restart of the machine does. */
async function crash(id: string): Promise<void> {
  const { pid } = JSON.parse(await readFile(runFiles(folders(), id).lock, 'utf8')) as { pid: number };
  process.kill(pid, 'SIGKILL');
  await vi.waitFor(async () => expect(await isTended(folders(), id)).toBe(false), PATIENT);
}

it('leaves once the command has begun, and brings the result back by itself', async () => {
  const id = await detach(`echo first; ${waits()}; echo last; echo made > made.txt`);
  expect(id).toMatch(/^r\w{12}$/);
  await vi.waitFor(async () => expect(await status(id)).toMatchObject({ output: ['first'] }), PATIENT);
  expect(await status(id)).toMatchObject({ state: 'running', phase: 'execute', driver: 'local' });
  expect((await mine.call(['list'])).stdout).toMatch(new RegExp(`^${id} +running`, 'm'));
  const following = mine.call(['logs', '--follow', id]);
  await mine.write({ '../go': '' });
  expect(await following).toMatchObject({ exitCode: 0, stdout: 'first\nlast\n' });
  expect(await readFile(path.join(mine.project, 'made.txt'), 'utf8')).toBe('made\n');
  expect(await mine.call(['logs'])).toMatchObject({ stdout: 'first\nlast\n' });
  expect(await mine.call(['attach', id])).toMatchObject({ exitCode: 0, stdout: 'first\nlast\n' });
  expect(await status(id)).toMatchObject({ state: 'ended', outcome: { conclusion: 'success' } });
});

it('is cancelled from another terminal, and what it has made is kept', async () => {
  const id = await detach('echo made > made.txt; echo ready; sleep 1000');
  await vi.waitFor(async () => expect(await status(id)).toMatchObject({ output: ['ready'] }), PATIENT);
  const end = await mine.call(['cancel']);
  expect(end).toMatchObject({ exitCode: 0 });
  expect(end.stderr).toContain('■ The run was cancelled.');
  expect(await mine.sandboxes()).toEqual([]);
  expect(await mine.git('show', `speckit/${id}:made.txt`)).toBe('made');
  expect(await mine.call(['attach', id])).toMatchObject({ exitCode: 130 });
});

it('is taken up after the process behind it has gone, with all of its output once', async () => {
  const id = await detach(`echo first; ${waits()}; echo last; echo made > made.txt`);
  await vi.waitFor(async () => expect(await status(id)).toMatchObject({ output: ['first'] }), PATIENT);
  await crash(id);
  expect(await status(id)).toMatchObject({ state: 'untended' });
  expect((await mine.call(['status', id])).stdout).toContain(`speckit-remote attach ${id}`);
  const attached = mine.call(['attach', id]);
  await vi.waitFor(async () => expect(await isTended(folders(), id)).toBe(true), PATIENT);
  await mine.write({ '../go': '' });
  expect(await attached).toMatchObject({ exitCode: 0, stdout: 'first\nlast\n' });
  expect(await readFile(path.join(mine.project, 'made.txt'), 'utf8')).toBe('made\n');
  expect(await mine.sandboxes()).toEqual([]);
});

it('whose command ended while nobody looked is brought to its end by attaching', async () => {
  const id = await detach(`echo first; ${waits()}; echo last; echo made > made.txt`);
  await crash(id);
  await mine.write({ '../go': '' });
  const { sandbox } = await readRun(folders(), id);
  const log = path.join(folders().state, 'local', sandbox?.id ?? '', 'home', 'ctl', 'cmd', 'rc');
  await vi.waitFor(async () => expect((await readFile(log, 'utf8')).trim()).toBe('0'), PATIENT);
  expect(await mine.call(['attach', id])).toMatchObject({ exitCode: 0, stdout: 'first\nlast\n' });
  expect(await mine.sandboxes()).toEqual([]);
});

it('whose last word was written down just before the process behind it went is shown', async () => {
  const id = await detach('echo said');
  await vi.waitFor(async () => expect(await status(id)).toMatchObject({ state: 'ended' }), PATIENT);
  const { events } = runFiles(folders(), id);
  await vi.waitFor(async () => expect(await readFile(events, 'utf8')).toContain('"ended"'), PATIENT);
  await writeFile(events, '');
  expect(await mine.call(['attach', id])).toMatchObject({ exitCode: 0, stdout: 'said\n' });
});

it.skipIf(dockerMissing())('in a container is taken up as well', async () => {
  const image = ['--setting', `image=${await testImage()}`, '--setting', 'network=none'];
  await mine.call(['profile', 'add', 'box', ...image, '--use']);
  const script = 'echo first; until [ -e go ]; do sleep 0.1; done; echo last; mv go made.txt';
  const { stdout } = await mine.call(['run', '--detach', '--', script]);
  const id = stdout.trim();
  await vi.waitFor(async () => expect(await status(id)).toMatchObject({ output: ['first'] }), PATIENT);
  await crash(id);
  const { sandbox } = await readRun(folders(), id);
  await execute('docker', [
    'exec',
    sandbox?.id ?? '',
    'sh',
    '-c',
    'touch "$(find / -name repo -type d 2>/dev/null | head -n 1)/go"',
  ]);
  expect(await mine.call(['attach', id])).toMatchObject({ exitCode: 0, stdout: 'first\nlast\n' });
  expect(await readFile(path.join(mine.project, 'made.txt'), 'utf8')).toBe('');
});

it('is cancelled after the process behind it has gone', async () => {
  const id = await detach('echo ready; sleep 1000');
  await vi.waitFor(async () => expect(await status(id)).toMatchObject({ output: ['ready'] }), PATIENT);
  await crash(id);
  expect(await mine.call(['cancel', id])).toMatchObject({ exitCode: 0 });
  expect(await mine.sandboxes()).toEqual([]);
});

it('tells which run is meant only where that is clear', async () => {
  const ids = [await detach('sleep 1000'), await detach('sleep 1000')];
  const end = await mine.call(['cancel']);
  expect(end).toMatchObject({ exitCode: 2 });
  expect(end.stderr).toContain('Several runs are going on.');
  for (const id of ids) expect(await mine.call(['cancel', id])).toMatchObject({ exitCode: 0 });
  expect(await mine.call(['cancel'])).toMatchObject({ exitCode: 2 });
});

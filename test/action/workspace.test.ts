import { execFile } from 'node:child_process';
import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EmulatedGitHub } from '../github/index.ts';
import { openPlace, startGitHub, write } from './support/place.ts';

vi.setConfig({ testTimeout: 180_000 });
const run = promisify(execFile);
let github: EmulatedGitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterAll(() => github.close());

const git = async (cwd: string, ...args: string[]) => (await run('git', args, { cwd })).stdout.trim();
const command = (text: string, more: Record<string, string> = {}) => ({ inputs: { command: text, ...more } });

describe('without a pull request', () => {
  it('takes the workspace as it is, what is not committed included, and changes it in place', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    await place.checkout(job);
    await write(job, { 'new.txt': 'not committed\n', 'README.md': '# Changed\n' });
    const end = await job.run({
      ...place.dispatch(),
      ...command('-- cat new.txt README.md; echo made > made.txt; rm src/a.txt; chmod +x new.txt'),
    });
    expect(end).toMatchObject({
      exitCode: 0,
      outputs: { status: 'completed', conclusion: 'success', 'commit-sha': '' },
    });
    expect(end.log).toContain('\nnot committed\n# Changed\n');
    expect(JSON.parse(end.outputs['changed-files'] ?? '')).toEqual(['made.txt', 'new.txt', 'src/a.txt']);
    const status = (await git(job.workspace, 'status', '--porcelain')).split('\n').map(line => line.trim());
    expect(status).toEqual(['M README.md', 'D src/a.txt', '?? made.txt', '?? new.txt']);
    expect((await lstat(path.join(job.workspace, 'new.txt'))).mode & 0o111).not.toBe(0);
    expect((await github.commitOf(place.repo, 'main')).message).toBe('Initial commit');
    expect(end.summary).toContain('## speckit / shell: success');
  });

  it('leaves a patch and a bundle that a fresh clone takes', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    await place.checkout(job);
    const { outputs } = await job.run({ ...place.dispatch(), ...command('-- echo made > made.txt') });
    const files = path.join(job.workspace, 'speckit-remote', outputs['run-id'] ?? '');
    await using other = await place.job();
    await place.checkout(other);
    await git(other.workspace, 'apply', `${files}.patch`);
    expect(await readFile(path.join(other.workspace, 'made.txt'), 'utf8')).toBe('made\n');
    await git(other.workspace, 'fetch', '-q', `${files}.bundle`, `refs/speckit/runs/${outputs['run-id']}`);
    expect(await git(other.workspace, 'show', 'FETCH_HEAD:made.txt')).toBe('made');
  });

  it.each([
    ['that is missing', 'result'],
    ['that is there', 'feature'],
  ])('commits to a branch %s when the workflow names it', async (_name, branch) => {
    const place = await openPlace(github);
    await using job = await place.job();
    await place.checkout(job);
    const step = { ...place.dispatch(), ...command('-- echo made > made.txt', { commit: 'true', branch }) };
    const end = await job.run(step);
    const head = await github.commitOf(place.repo, branch);
    expect(end.outputs).toMatchObject({ 'commit-sha': head.sha, conclusion: 'success' });
    expect(head).toMatchObject({ verified: true });
    expect((await github.readFile(place.repo, branch, 'made.txt'))?.toString()).toBe('made\n');
    expect(await readFile(path.join(job.workspace, 'made.txt'), 'utf8')).toBe('made\n');
  });

  it('with `commit: false` only changes the working tree', async () => {
    const place = await openPlace(github);
    await using job = await place.job({ contents: 'read' });
    await place.checkout(job);
    const end = await job.run({
      ...place.dispatch(),
      ...command('-- echo 1 > made.txt', { commit: 'false' }),
    });
    expect(end.outputs).toMatchObject({ conclusion: 'success', 'changed-files': '["made.txt"]' });
    expect(await git(job.workspace, 'status', '--porcelain', '--ignored')).toBe('?? made.txt');
  });

  it('of a command that fails leaves the working tree as it was', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    await place.checkout(job);
    const end = await job.run({ ...place.dispatch(), ...command('-- echo 1 > made.txt; exit 4') });
    expect(end).toMatchObject({ exitCode: 1, outputs: { conclusion: 'failure' } });
    expect(await git(job.workspace, 'status', '--porcelain')).toBe('');
    expect(end.log).toContain('.patch`');
  });

  it.each([
    ['a shallow checkout', ['--depth', '1']],
    ['a detached head', ['--config', 'advice.detachedHead=false', '--branch', 'feature']],
  ])('works on %s', async (name, args) => {
    const place = await openPlace(github);
    await using job = await place.job();
    await place.checkout(job, ...args);
    if (name === 'a detached head') await git(job.workspace, 'checkout', '-q', '--detach');
    const more = name === 'a detached head' ? {} : { commit: 'true', branch: 'result' };
    const end = await job.run({
      ...place.dispatch(),
      ...command('-- git log --oneline; echo 1 > made.txt', more),
    });
    expect(end.outputs).toMatchObject({ conclusion: 'success', 'changed-files': '["made.txt"]' });
  });

  it('takes a folder of the workspace, also one that holds the checkout', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    await place.checkout(job);
    const end = await job.run({ ...place.dispatch(), ...command('-- pwd', { 'working-directory': 'src' }) });
    expect(end.log).toMatch(/\/repo\/src\n/);
    await using nested = await place.job();
    await place.checkout({ ...nested, workspace: path.join(nested.workspace, 'shop') });
    const other = await nested.run({
      ...place.dispatch(),
      ...command('-- pwd', { 'working-directory': 'shop' }),
    });
    expect(other.log).toMatch(/\/repo\n/);
    expect(other.exitCode).toBe(0);
  });
});

describe('what does not fit', () => {
  it('a workspace that is no git repository', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    const end = await job.run({ ...place.dispatch(), ...command('-- true') });
    expect(end).toMatchObject({ exitCode: 1, outputs: { status: 'refused' } });
    expect(end.log).toMatch(/is not inside a git checkout.*actions\/checkout/);
  });

  it.each([
    [{ commit: 'true' }, '`commit: true` needs the input `branch`'],
    [{ branch: 'x' }, 'The input `branch` has no meaning with `commit: artifact`'],
  ])('%j', async (inputs, message) => {
    const place = await openPlace(github);
    await using job = await place.job();
    await place.checkout(job);
    const end = await job.run({ ...place.dispatch(), ...command('-- true', inputs) });
    expect(end).toMatchObject({ exitCode: 1, outputs: { status: 'refused' } });
    expect(end.log).toContain(message);
  });

  it('a token that may only read, where the result is to be committed', async () => {
    const place = await openPlace(github);
    await using job = await place.job({ contents: 'read' });
    await place.checkout(job);
    const inputs = { command: '-- echo ran', commit: 'true', branch: 'result' };
    const end = await job.run({ ...place.dispatch(), inputs });
    expect(end).toMatchObject({ exitCode: 1, outputs: { status: 'refused' } });
    expect(end.log).toContain('The token may only read this repository');
    expect(end.log).not.toContain('\nran\n');
  });

  it('an event without a pull request: a command about one, and no command at all', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    const about = await job.run({ ...place.dispatch(), ...command('/speckit cancel') });
    expect(about).toMatchObject({ exitCode: 1, outputs: { status: 'refused' } });
    expect(about.log).toContain('`cancel` is about a pull request');
    for (const event of ['workflow_dispatch', 'schedule'] as const) {
      const nothing = await job.run(place.dispatch(event));
      expect(nothing).toMatchObject({ exitCode: 0, outputs: { status: 'ignored' } });
    }
  });

  it('a driver without its key is told which input is missing, a variable that the step lacks too', async () => {
    const profiles = { default: { driver: 'e2b' }, passing: { driver: 'local', env: ['NPM_TOKEN'] } };
    const place = await openPlace(github, { config: { profiles } });
    await using job = await place.job();
    await place.checkout(job);
    const key = await job.run({ ...place.dispatch(), ...command('-- true', { driver: 'e2b' }) });
    expect(key).toMatchObject({ exitCode: 1, outputs: { conclusion: 'failure' } });
    expect(key.log).toMatch(/needs `E2B_API_KEY`, which is not set\..*Give the step its input/);
    const passed = await job.run({ ...place.dispatch(), ...command('-- true', { profile: 'passing' }) });
    expect(passed.log).toMatch(/asks for `NPM_TOKEN`, which the workflow does not pass .*`env` of the step/);
  });

  it('an actor without write permission, and a bot', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    await place.checkout(job);
    const dispatch = place.dispatch('schedule');
    const bob = await job.run({ ...dispatch, ...command('-- true'), actor: 'bob' });
    expect(bob.log).toContain('`bob` has no write permission here');
    const bot = await job.run({ ...dispatch, ...command('-- true'), actor: 'renovate[bot]' });
    expect(bot.log).toContain('The bot `renovate[bot]` may not give commands. Ask somebody');
  });
});

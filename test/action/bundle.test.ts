import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EmulatedGitHub } from '../github/index.ts';
import { testImage } from '../support/docker-image.ts';
import { dockerMissing } from '../support/needs.ts';
import { SCRIPTED_AGENT, specifyForTests } from '../support/specify.ts';
import { type Bundle, copyBundle, DIST } from './support/bundle.ts';
import { containersOf } from './support/conflict.ts';
import { openPlace, startGitHub } from './support/place.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });
const run = promisify(execFile);
const specify = await specifyForTests();
let github: EmulatedGitHub;
let bundle: Bundle;
let program: string;

beforeAll(async () => {
  [github, bundle] = await Promise.all([startGitHub(), copyBundle()]);
  program = bundle.program;
});
afterAll(async () => {
  await github.close();
  await bundle[Symbol.asyncDispose]();
});

describe('the bundle', () => {
  it('brings its licences', async () => {
    const names = await readdir(program);
    expect(names).toEqual(expect.arrayContaining(['main.js', 'post.js', 'package.json', 'licenses.txt']));
    expect(await readFile(path.join(program, 'licenses.txt'), 'utf8')).toContain('dockerode');
    expect(await readFile(path.join(program, 'main.js'), 'utf8')).toMatch(
      /^globalThis\.__dirname \?\?= import\.meta\.dirname;\n/,
    );
  });

  it('needs its entry alone for an event without a command, and for its post step: no driver is loaded', async () => {
    const bare = path.join(program, 'bare');
    await mkdir(bare);
    for (const name of ['main.js', 'post.js', 'package.json'])
      await cp(path.join(DIST, name), path.join(bare, name));
    const place = await openPlace(github);
    await using job = await place.job();
    const options = { ...(await place.comment('hello')), program: bare };
    const end = await job.run(options);
    expect(end).toMatchObject({ exitCode: 0, outputs: { status: 'ignored' } });
    expect(await job.post(options, end.state)).toMatchObject({ exitCode: 0 });
    const asked = await job.run({ ...(await place.comment('/speckit run -- true')), program: bare });
    expect(asked.log).toContain('Cannot find module');
  });

  it.skipIf(specify.skip)(
    'runs a phase and leaves commit, summary and outputs, seen in a fresh clone',
    async () => {
      const env = ['SPECKIT_INTEGRATION_CLAUDE_EXECUTABLE', 'ANTHROPIC_API_KEY'];
      const config = { profiles: { default: { driver: 'local', local: { path: [specify.bin] }, env } } };
      const place = await openPlace(github, { config });
      await using job = await place.job();
      const options = { ...(await place.comment('/speckit run specify A cart that remembers')), program };
      const end = await job.run({
        ...options,
        inputs: { 'anthropic-api-key': 'sk-ant-for-tests-only' },
        env: { SPECKIT_INTEGRATION_CLAUDE_EXECUTABLE: SCRIPTED_AGENT },
      });
      expect(end.outputs).toMatchObject({ status: 'completed', conclusion: 'success' });
      expect(end.log).not.toContain('for-tests-only\n::group');
      expect(end.summary).toContain('speckit / specify: success');
      await place.checkout(job, '--branch', place.branch);
      const { stdout } = await run('git', ['log', '-1', '--format=%H'], { cwd: job.workspace });
      expect(stdout.trim()).toBe(end.outputs['commit-sha']);
      const [spec] = (JSON.parse(end.outputs['changed-files'] ?? '[]') as string[]).filter(name =>
        name.endsWith('spec.md'),
      );
      expect(await readFile(path.join(job.workspace, spec ?? ''), 'utf8')).toContain('A cart that remembers');
    },
  );

  it.skipIf(dockerMissing())(
    'reaches Docker, on a pull request and in a workspace, and cleans up after a crash',
    async () => {
      const image = await testImage();
      const place = await openPlace(github, {
        config: { profiles: { default: { driver: 'docker', docker: { image, network: 'none' } } } },
      });
      await using job = await place.job();
      const end = await job.run({ ...(await place.comment('/speckit run -- id -u > who.txt')), program });
      expect(end.outputs).toMatchObject({ conclusion: 'success', 'changed-files': '["who.txt"]' });
      expect((await github.readFile(place.repo, place.branch, 'who.txt'))?.toString()).toBe('1000\n');

      await place.checkout(job);
      const inputs = { command: '-- id -u > who.txt; echo begun; sleep 300' };
      const options = { ...place.dispatch(), inputs, program };
      const step = await job.start(options);
      await step.prints('begun');
      step.child.kill('SIGKILL');
      const { state } = await step.end;
      const { id } = JSON.parse(state.run ?? '{}') as { id: string };
      expect(await containersOf(id)).toHaveLength(1);
      expect(await job.post(options, state)).toMatchObject({ exitCode: 0, log: '' });
      expect(await containersOf(id)).toEqual([]);
    },
  );
});

import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openGate } from '../e2e/support/gate.ts';
import type { EmulatedGitHub } from '../github/index.ts';
import { openPlace, type Place, startGitHub } from './support/place.ts';
import type { Job } from './support/runner.ts';

vi.setConfig({ testTimeout: 180_000 });
let github: EmulatedGitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterAll(() => github.close());

const git = async (cwd: string, ...args: string[]) =>
  (await promisify(execFile)('git', args, { cwd })).stdout.trim();

const WORK = 'echo 1 > made.txt; git mv feature.txt "with space.txt"; rm README.md; chmod +x src/a.txt';
const CHANGED = ['README.md', 'feature.txt', 'made.txt', 'src/a.txt', 'with space.txt'];

/** A fresh clone of the pull request's branch. */
async function cloned(place: Place, job: Job): Promise<string> {
  await place.checkout(job, '--branch', place.branch);
  return job.workspace;
}

async function expectWork(folder: string): Promise<void> {
  expect(await readFile(path.join(folder, 'made.txt'), 'utf8')).toBe('1\n');
  expect(await readFile(path.join(folder, 'with space.txt'), 'utf8')).toBe('first\n');
  expect((await readdir(folder)).sort()).toEqual(['.git', '.github', 'made.txt', 'src', 'with space.txt']);
}

describe('`commit: artifact` on a pull request', () => {
  it('leaves a patch and a bundle that a fresh clone of the branch takes, and the branch alone', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    const before = await github.commitOf(place.repo, place.branch);
    const end = await job.run({
      ...(await place.comment(`/speckit run -- ${WORK}`)),
      inputs: { commit: 'artifact' },
    });
    expect(end.outputs, end.log).toMatchObject({ conclusion: 'success', 'commit-sha': '', 'result-ref': '' });
    expect(JSON.parse(end.outputs['changed-files'] ?? '')).toEqual(CHANGED);
    expect(await github.commitOf(place.repo, place.branch)).toEqual(before);
    const id = end.outputs['run-id'] ?? '';
    const files = path.join(job.workspace, 'speckit-remote');
    expect((await readdir(files)).sort()).toEqual(['.gitignore', `${id}.bundle`, `${id}.patch`]);
    expect(place.said()[0]).toContain(`speckit-remote/${id}.patch`);

    await using patched = await place.job();
    const one = await cloned(place, patched);
    await git(one, 'apply', path.join(files, `${id}.patch`));
    await expectWork(one);
    await using fetched = await place.job();
    const other = await cloned(place, fetched);
    await git(other, 'fetch', '-q', path.join(files, `${id}.bundle`), `refs/speckit/runs/${id}`);
    await git(other, 'merge', '-q', '--ff-only', 'FETCH_HEAD');
    await expectWork(other);
    expect(await git(other, 'log', '-1', '--format=%s')).toContain('speckit: shell');
    expect(await git(other, 'rev-parse', 'HEAD^')).toBe(before.sha);
  });

  it('leaves what conflicts with the branch too, and asks nobody', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    const gate = openGate(job.temp);
    const step = await job.start({
      ...(await place.comment(`/speckit run -- ${gate.wait}; echo run > feature.txt`)),
      inputs: { commit: 'artifact' },
    });
    await gate.reached();
    await github.commit(place.repo, place.branch, { 'feature.txt': 'branch\n' }, 'Meanwhile', 'alice');
    await gate.open();
    const end = await step.end;
    expect(end).toMatchObject({
      exitCode: 1,
      outputs: { conclusion: 'conflict', conflicts: '["feature.txt"]' },
    });
    const patch = path.join(job.workspace, 'speckit-remote', `${end.outputs['run-id']}.patch`);
    expect(await readFile(patch, 'utf8')).toContain('+run\n');
    expect(github.reviewComments(place.repo, place.pr)).toEqual([]);
    expect(Object.keys(await github.refs(place.repo)).filter(ref => ref.startsWith('refs/speckit/'))).toEqual(
      [],
    );
  });
});

it('`commit: false` on a pull request leaves nothing anywhere', async () => {
  const place = await openPlace(github);
  await using job = await place.job();
  const end = await job.run({
    ...(await place.comment(`/speckit run -- ${WORK}`)),
    inputs: { commit: 'false' },
  });
  expect(end.outputs).toMatchObject({ conclusion: 'success', 'commit-sha': '', 'result-ref': '' });
  expect(JSON.parse(end.outputs['changed-files'] ?? '')).toEqual(CHANGED);
  expect((await github.commitOf(place.repo, place.branch)).message).toBe('Start');
  expect(await readdir(job.workspace)).toEqual([]);
  expect(end.log).toContain('the workflow says `commit: false`');
});

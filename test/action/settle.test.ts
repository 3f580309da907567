import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EmulatedGitHub } from '../github/index.ts';
import { openPlace, type Place, startGitHub } from './support/place.ts';
import type { Job, StepEnd } from './support/runner.ts';

vi.setConfig({ testTimeout: 60_000 });
let github: EmulatedGitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterAll(() => github.close());

/** A run whose result conflicts: somebody pushed to the same line while it ran. */
async function conflicted(): Promise<{ place: Place; job: Job; end: StepEnd; thread: number }> {
  const place = await openPlace(github, { change: { 'src/a.txt': 'one\n2\nthree\n' } });
  const job = await place.job();
  const go = path.join(job.temp, 'go');
  const wait = `echo waiting; until [ -e ${go} ]; do sleep 0.05; done`;
  const step = await job.start(
    await place.comment(`/speckit run -- ${wait}; sed -i s/2/run/ src/a.txt; echo 1 > other.txt`),
  );
  await step.prints('waiting');
  await github.commit(
    place.repo,
    place.branch,
    { 'src/a.txt': 'one\nbranch\nthree\n' },
    'Meanwhile',
    'alice',
  );
  await writeFile(go, '');
  const end = await step.end;
  await rm(go);
  const [thread] = github.reviewComments(place.repo, place.pr);
  return { place, job, end, thread: thread?.id ?? 0 };
}

const text = async ({ repo, branch }: Place) =>
  (await github.readFile(repo, branch, 'src/a.txt'))?.toString();

describe('a conflict', () => {
  it('is asked about in a thread, and a reply settles it', async () => {
    const { place, job, end, thread } = await conflicted();
    await using _job = job;
    expect(end).toMatchObject({
      exitCode: 1,
      outputs: {
        conclusion: 'conflict',
        conflicts: '["src/a.txt"]',
        'result-ref': expect.stringContaining('refs/speckit/runs/'),
      },
    });
    expect(thread).toBeGreaterThan(0);
    const settled = await job.run(await place.answer(thread, '/speckit keep result'));
    expect(settled).toMatchObject({
      exitCode: 0,
      outputs: { conclusion: 'success', 'run-id': end.outputs['run-id'] },
    });
    expect(await text(place)).toBe('one\nrun\nthree\n');
    expect((await github.readFile(place.repo, place.branch, 'other.txt'))?.toString()).toBe('1\n');
    expect(github.reviewComments(place.repo, place.pr)[0]?.resolved).toBe(true);
    expect(await github.refs(place.repo)).not.toHaveProperty([end.outputs['result-ref'] ?? '']);
    expect(place.said()[0]).toContain('The conflicts are settled');
  });

  it('is settled by a comment for all that is open', async () => {
    const { place, job } = await conflicted();
    await using _job = job;
    const settled = await job.run(await place.comment('/speckit keep branch'));
    expect(settled).toMatchObject({ exitCode: 0, outputs: { conclusion: 'success' } });
    expect(await text(place)).toBe('one\nbranch\nthree\n');
    expect((await github.readFile(place.repo, place.branch, 'other.txt'))?.toString()).toBe('1\n');
    const again = await job.run(await place.comment('/speckit keep branch'));
    expect(again).toMatchObject({ exitCode: 1, outputs: { status: 'refused' } });
    expect(again.log).toContain('No conflict is open');
  });

  it('whose thread was resolved by hand is noticed at the next push', async () => {
    const { place, job, thread } = await conflicted();
    await using _job = job;
    const quiet = await job.run(place.push());
    expect(quiet.log).toContain('nothing was committed yet');
    await github.resolveThread({ comment: thread, sender: 'alice' });
    const end = await job.run(place.push());
    expect(end).toMatchObject({ exitCode: 0, outputs: { conclusion: 'success' } });
    expect(await text(place)).toBe('one\nbranch\nthree\n');
    expect((await job.run(place.push())).outputs).toEqual({ status: 'ignored' });
  });

  it('is not settled by somebody who may only read', async () => {
    const { place, job, thread } = await conflicted();
    await using _job = job;
    const end = await job.run(await place.answer(thread, '/speckit keep result', 'bob'));
    expect(end).toMatchObject({ exitCode: 1, outputs: { status: 'refused' } });
    expect(await text(place)).toBe('one\nbranch\nthree\n');
  });
});

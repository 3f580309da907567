import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EmulatedGitHub } from '../github/index.ts';
import { conflicted } from './support/conflict.ts';
import { type Place, startGitHub } from './support/place.ts';

vi.setConfig({ testTimeout: 180_000 });
let github: EmulatedGitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterAll(() => github.close());

const text = async ({ repo, branch }: Place) =>
  (await github.readFile(repo, branch, 'src/a.txt'))?.toString();

describe('a conflict', () => {
  it('is asked about in a thread, and a reply settles it', async () => {
    const { place, job, end, threads } = await conflicted(github);
    const thread = threads['src/a.txt'] ?? 0;
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
    const { place, job } = await conflicted(github);
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
    const { place, job, threads } = await conflicted(github);
    const thread = threads['src/a.txt'] ?? 0;
    await using _job = job;
    const quiet = await job.run(place.push());
    expect(quiet).toMatchObject({ exitCode: 0, outputs: { conclusion: 'conflict' } });
    expect(quiet.log).toContain('nothing was committed yet');
    await github.resolveThread({ comment: thread, sender: 'alice' });
    const end = await job.run(place.push());
    expect(end).toMatchObject({ exitCode: 0, outputs: { conclusion: 'success' } });
    expect(await text(place)).toBe('one\nbranch\nthree\n');
    expect((await job.run(place.push())).outputs).toMatchObject({ status: 'ignored', conclusion: '' });
  });

  it('whose thread was resolved by hand is noticed at the next reply in another one', async () => {
    const paths = ['src/a.txt', 'src/b.txt'];
    const { place, job, threads } = await conflicted(github, { paths });
    await using _job = job;
    await github.resolveThread({ comment: threads['src/a.txt'] ?? 0, sender: 'alice' });
    const end = await job.run(await place.answer(threads['src/b.txt'] ?? 0, '/speckit keep result'));
    expect(end).toMatchObject({ exitCode: 0, outputs: { conclusion: 'success' } });
    // Resolving is a word for what the branch has.
    expect(await text(place)).toBe('one\nbranch\nthree\n');
    const other = await github.readFile(place.repo, place.branch, 'src/b.txt');
    expect(other?.toString()).toBe('one\nrun\nthree\n');
  });

  it('of which only a part is settled stays one: the step fails, the outputs say what is open', async () => {
    const { place, job, end, threads } = await conflicted(github, { paths: ['src/a.txt', 'src/b.txt'] });
    await using _job = job;
    const part = await job.run(await place.answer(threads['src/b.txt'] ?? 0, '/speckit keep result'));
    expect(part).toMatchObject({
      exitCode: 1,
      outputs: { status: 'completed', conclusion: 'conflict', 'run-id': end.outputs['run-id'] },
    });
    const rest = await job.run(await place.comment('/speckit keep branch'));
    expect(rest).toMatchObject({ exitCode: 0, outputs: { conclusion: 'success', conflicts: '[]' } });
    expect(await text(place)).toBe('one\nbranch\nthree\n');
  });

  it('that cannot be settled after a push fails that step, and says why', async () => {
    const { place, job, threads } = await conflicted(github);
    await using _job = job;
    await github.resolveThread({ comment: threads['src/a.txt'] ?? 0, sender: 'alice' });
    const undo = github.onRequest(({ method, path }) =>
      method === 'POST' && path.endsWith('/git/trees')
        ? { status: 403, body: { message: 'Resource not accessible by integration' } }
        : undefined,
    );
    const end = await job.run(place.push());
    undo();
    expect(end).toMatchObject({ exitCode: 1, outputs: { status: 'refused', conclusion: '' } });
    expect(end.log).toMatch(/::error::Run r\w{12}: /);
  });

  it('stays as it is where the workflow wants no commits', async () => {
    const { place, job } = await conflicted(github);
    await using _job = job;
    const inputs = { commit: 'artifact' };
    const told = await job.run({ ...(await place.comment('/speckit keep result')), inputs });
    expect(told).toMatchObject({ exitCode: 1, outputs: { status: 'refused' } });
    expect(told.log).toContain('The workflow says `commit: artifact`');
    expect(await job.run({ ...place.push(), inputs })).toMatchObject({
      ...{ exitCode: 0, outputs: { status: 'ignored' } },
    });
    expect(await text(place)).toBe('one\nbranch\nthree\n');
  });

  it('is not settled by somebody who may only read', async () => {
    const { place, job, threads } = await conflicted(github);
    const thread = threads['src/a.txt'] ?? 0;
    await using _job = job;
    const end = await job.run(await place.answer(thread, '/speckit keep result', 'bob'));
    expect(end).toMatchObject({ exitCode: 1, outputs: { status: 'refused' } });
    expect(await text(place)).toBe('one\nbranch\nthree\n');
  });
});

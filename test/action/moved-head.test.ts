import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openGate } from '../e2e/support/gate.ts';
import type { EmulatedGitHub } from '../github/index.ts';
import { nextSecond, openPlace, type Place, startGitHub } from './support/place.ts';

vi.setConfig({ testTimeout: 180_000 });
let github: EmulatedGitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterAll(() => github.close());

const MOVED = 'The branch moved since the request';
const push = ({ repo, branch }: Place) => github.commit(repo, branch, { 'more.txt': 'x\n' }, 'More', 'alice');
const headOf = async ({ repo, branch }: Place) => (await github.commitOf(repo, branch)).sha;

describe('a head that moved while the job waited', () => {
  it('is taken, and said: for a comment as the pushes tell', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    const step = await place.comment('/speckit run -- cat more.txt; echo 1 > made.txt');
    const before = await headOf(place);
    await nextSecond();
    const after = await push(place);
    const end = await job.run(step);
    expect(end.outputs).toMatchObject({ conclusion: 'success', 'changed-files': '["made.txt"]' });
    expect((await github.commitOf(place.repo, place.branch)).parents).toEqual([after]);
    expect(end.log).toContain(`::warning::${MOVED}: this runs on ${after} instead of ${before}.`);
    for (const text of [...place.said(), end.summary]) expect(text).toContain(MOVED);
    const again = await job.run(await place.comment('/speckit run -- true'));
    expect(again.log).not.toContain(MOVED);
  });

  it('is not known where GitHub does not list pushes, which costs only the note', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    const undo = github.onRequest(({ path }) =>
      path.includes('/activity') ? { status: 404, body: { message: 'Not Found' } } : undefined,
    );
    const end = await job.run(await place.comment('/speckit run -- echo 1 > made.txt'));
    undo();
    expect(end).toMatchObject({ exitCode: 0, outputs: { conclusion: 'success' } });
    expect(end.log).toContain('Whether the branch moved since the request is not known');
  });
});

describe('`--sha`', () => {
  it('holds the run to the commit that was looked at', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    const sha = await headOf(place);
    const step = await place.comment(`/speckit run --sha ${sha} -- echo 1 > made.txt`);
    const end = await job.run(step);
    expect(end.outputs).toMatchObject({ conclusion: 'success' });
    expect((await github.commitOf(place.repo, place.branch)).parents).toEqual([sha]);

    // The branch is elsewhere now, by the run's own commit.
    const late = await job.run(step);
    expect(late).toMatchObject({ exitCode: 1, outputs: { status: 'refused' } });
    expect(late.log).toContain(`The branch is not at \`${sha}\`, which \`--sha\` asks for`);
    expect(place.said().at(-1)).toContain(sha);
  });

  it('is looked at again where a push comes while the run is under way: the result goes on top', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    const sha = await headOf(place);
    const gate = openGate(job.temp);
    const step = await job.start(
      await place.comment(`/speckit run --sha ${sha} -- ${gate.wait}; echo 1 > made.txt`),
    );
    await gate.reached();
    const after = await push(place);
    await gate.open();
    expect((await step.end).outputs).toMatchObject({ conclusion: 'success' });
    expect((await github.commitOf(place.repo, place.branch)).parents).toEqual([after]);
  });
});

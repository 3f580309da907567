import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EmulatedGitHub } from '../github/index.ts';
import { openPlace, type Place, startGitHub } from './support/place.ts';

vi.setConfig({ testTimeout: 180_000 });
let github: EmulatedGitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterAll(() => github.close());

let strangers = 0;

/** A pull request that a stranger has opened from a fork. */
async function fromFork(place: Place): Promise<{ number: number; stranger: string }> {
  const stranger = `mallory-${++strangers}`;
  github.addUser(stranger);
  const fork = await github.fork(place.repo, stranger);
  await github.commit(fork.fullName, 'evil', { 'x.txt': 'x\n' }, 'Evil', stranger);
  const { number } = await github.openPullRequest({
    ...{ repo: place.repo, fork: fork.fullName, head: 'evil', author: stranger },
  });
  return { number, stranger };
}

const READ = { contents: 'read', pull_requests: 'read', issues: 'read', checks: 'read' } as const;
const refused = { exitCode: 1, outputs: { status: 'refused' } };
const FORK = 'comes from a fork';

describe('the pull request of a fork', () => {
  it('is refused to a comment, whoever gives it', async () => {
    const place = await openPlace(github);
    const { number } = await fromFork(place);
    await using job = await place.job();
    const end = await job.run(await place.comment('/speckit run -- true', 'alice', number));
    expect(end).toMatchObject(refused);
    expect(end.log).toContain(FORK);
    expect(github.comments(place.repo, number).at(-1)?.body).toContain(FORK);
  });

  it('brings an event of its own with a token that may only read: refused in the log', async () => {
    const place = await openPlace(github);
    const { number } = await fromFork(place);
    await using job = await place.job(READ);
    const end = await job.run(await place.label('speckit:plan', 'alice', number));
    expect(end).toMatchObject(refused);
    expect(end.log).toContain(`::error::This pull request ${FORK}`);
    expect(end.log).toContain('::warning::The answer could not be posted');
    expect(github.comments(place.repo, number)).toEqual([]);
  });

  it('is refused to the input `command` in its own event too, and says who may not', async () => {
    const place = await openPlace(github);
    const { number, stranger } = await fromFork(place);
    await using job = await place.job(READ);
    const opened = await place.label('bug', 'alice', number);
    const inputs = { command: '-- true' };
    const end = await job.run({ ...opened, inputs });
    expect(end).toMatchObject(refused);
    expect(end.log).toContain(FORK);
    const own = {
      ...opened,
      payload: { ...opened.payload, sender: { ...github.addUser(stranger), type: 'User' } },
    };
    const other = await job.run({ ...own, inputs, actor: stranger });
    expect(other).toMatchObject(refused);
    expect(other.log).toContain(`\`${stranger}\` has no write permission here`);
  });
});

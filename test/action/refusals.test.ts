import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { octokitWith } from '../github/clients.ts';
import type { EmulatedGitHub } from '../github/index.ts';
import { conflicted } from './support/conflict.ts';
import { openPlace, startGitHub } from './support/place.ts';
import type { StepOptions } from './support/runner.ts';

vi.setConfig({ testTimeout: 180_000 });
let github: EmulatedGitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterAll(() => github.close());

const refused = { exitCode: 1, outputs: { status: 'refused' } };
const ignored = { exitCode: 0, outputs: { status: 'ignored' } };

describe('where the configuration leaves commands to the App, the Action is silent', () => {
  const config = { answer: 'app', profiles: { default: { driver: 'local' } } };

  it.each([
    ['a command', '/speckit run -- true'],
    ['a wrong word', '/speckit fly'],
    ['a near miss', '/speckti run plan'],
    ['help', '/speckit help'],
  ])('to %s', async (_name, body) => {
    const place = await openPlace(github, { config });
    await using job = await place.job();
    const end = await job.run(await place.comment(body));
    expect(end).toMatchObject(ignored);
    expect(end.log).toContain('leaves commands to the App');
    expect(place.said()).toEqual([]);
  });

  it('to a command on an issue, a label, a push and a word in a thread', async () => {
    const place = await openPlace(github, { config });
    await using job = await place.job();
    const { number } = await github.openIssue(place.repo, 'alice', 'A bug');
    const step = await place.comment('/speckit run -- true', 'alice', number);
    expect(await job.run({ ...step, payload: { ...step.payload, issue: { number } } })).toMatchObject(
      ignored,
    );
    expect(github.comments(place.repo, number).filter(one => one.user === github.app.botLogin)).toEqual([]);
    expect(await job.run(await place.label('speckit:plan'))).toMatchObject(ignored);
    expect(await github.labels(place.repo, place.pr)).toEqual(['speckit:plan']);
    expect(await job.run(place.push())).toMatchObject(ignored);
    const payload = { pull_request: { number: place.pr }, action: 'created' };
    const word = await place.comment('/speckit fly');
    const comment = { ...(word.payload as { comment: object }).comment, in_reply_to_id: 4711 };
    const inThread: StepOptions = {
      ...word,
      event: 'pull_request_review_comment',
      payload: { ...word.payload, ...payload, issue: undefined, comment },
    };
    expect(await job.run(inThread)).toMatchObject(ignored);
  });

  it('and answers where it is named itself', async () => {
    const place = await openPlace(github, { config: { ...config, answer: 'action' } });
    await using job = await place.job();
    expect(await job.run(await place.comment('/speckit fly'))).toMatchObject(refused);
    expect(place.said()).toEqual([expect.stringContaining('There is no command `fly`')]);
  });
});

it.each(['/speckit fly', '/speckti run plan', '/speckit run plann'])(
  'whoever may not give commands hears that, and no word about spelling: %s',
  async body => {
    const place = await openPlace(github);
    await using job = await place.job();
    expect(await job.run(await place.comment(body, 'bob'))).toMatchObject(refused);
    expect(place.said()).toEqual([expect.stringContaining('`bob` has no write permission here')]);
    expect(place.said().join()).not.toContain('Did you mean');
  },
);

describe('what is wrong in a review thread', () => {
  it('is answered in that thread: other commands, wrong words, and people who may not', async () => {
    const { place, job, threads } = await conflicted(github);
    await using _job = job;
    const before = place.said().length;
    const top = threads['src/a.txt'] ?? 0;
    const inThread = () =>
      github
        .reviewComments(place.repo, place.pr)
        .filter(one => one.inReplyTo === top && one.user === github.app.botLogin);
    for (const [body, user, answer] of [
      ['/speckit run plan', 'alice', 'In a thread, only `/speckit keep` has a meaning.'],
      ['/speckit keep both', 'alice', '`/speckit keep` takes `branch` or `result`, not `both`'],
      ['/speckit keep result', 'bob', '`bob` has no write permission here'],
    ] as const) {
      expect(await job.run(await place.answer(top, body, user))).toMatchObject(refused);
      expect(inThread().at(-1)?.body).toContain(answer);
    }
    expect(inThread()).toHaveLength(3);
    expect(place.said()).toHaveLength(before);
  });

  it('is answered there too when the thread is none of ours', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    const alice = octokitWith(github, github.addUser('alice').token);
    const [owner = '', repo = ''] = place.repo.split('/');
    const { sha: commit_id } = await github.commitOf(place.repo, place.branch);
    const { data } = await alice.rest.pulls.createReviewComment({
      ...{ owner, repo, pull_number: place.pr, commit_id },
      ...{ path: 'feature.txt', line: 1, side: 'RIGHT', body: 'Why?' },
    });
    const end = await job.run(await place.answer(data.id, '/speckit keep result'));
    expect(end).toMatchObject(refused);
    expect(end.log).toContain('This thread does not ask about a conflict.');
    expect(place.said()).toEqual([]);
    expect(github.reviewComments(place.repo, place.pr).at(-1)?.body).toContain(
      'does not ask about a conflict',
    );
  });
});

describe('a person whose command is limited to admins', () => {
  it('is told so when a label asks, and the label goes', async () => {
    const place = await openPlace(github, { config: { admin: { phases: ['plan'] } } });
    await using job = await place.job();
    expect(await job.run(await place.label('speckit:plan'))).toMatchObject(refused);
    expect(place.said().join()).toContain('The phase `plan` is left to admins');
    expect(await github.labels(place.repo, place.pr)).toEqual([]);
  });

  it('may not settle the conflict of such a run either, by a comment or in its thread', async () => {
    const { place, job, threads } = await conflicted(github);
    await using _job = job;
    const admin = { admin: { shell: true }, profiles: { default: { driver: 'local' } } };
    await github.commit(
      place.repo,
      'main',
      { '.github/speckit.yml': JSON.stringify(admin) },
      'Limit',
      'alice',
    );
    for (const step of [
      await place.comment('/speckit keep result'),
      await place.answer(threads['src/a.txt'] ?? 0, '/speckit keep result'),
    ]) {
      const end = await job.run(step);
      expect(end).toMatchObject(refused);
      expect(end.log).toContain('Shell commands are left to admins');
    }
    const text = await github.readFile(place.repo, place.branch, 'src/a.txt');
    expect(text?.toString()).toBe('one\nbranch\nthree\n');
  });
});

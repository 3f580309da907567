import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installationToken, octokitWith, refusal } from './clients.ts';
import { AT, receiver, SHOP, smallWorld, type World } from './world.ts';

const RESOLVE =
  'mutation($input: ResolveReviewThreadInput!) { resolveReviewThread(input: $input) { thread { isResolved } } }';
const THREADS = `query($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) { pullRequest(number: $number) {
    reviewThreads(first: 100) { nodes { id isResolved comments(first: 1) { nodes { databaseId } } } } } } }`;

interface Threads {
  repository: {
    pullRequest: {
      reviewThreads: {
        nodes: { id: string; isResolved: boolean; comments: { nodes: { databaseId: number }[] } }[];
      };
    };
  };
}

let world: World;
let pulls: World['octokit']['rest']['pulls'];
let where: { owner: string; repo: string; pull_number: number };
beforeAll(async () => {
  world = await smallWorld();
  pulls = world.octokit.rest.pulls;
  const lines = Array.from({ length: 40 }, (_, at) => `line ${at + 1}`);
  await world.github.commit(SHOP, 'main', { 'long.txt': `${lines.join('\n')}\n` });
  lines[19] = 'changed 20';
  await world.github.commit(
    SHOP,
    'review',
    { 'long.txt': `${lines.join('\n')}\n`, 'new.txt': 'new\n' },
    'R',
    'alice',
  );
  const { number } = await world.github.openPullRequest({ repo: SHOP, head: 'review', author: 'alice' });
  where = { ...AT, pull_number: number };
});
afterAll(() => world.github.close());

const review = (...comments: object[]) =>
  pulls.createReview({
    ...where,
    event: 'COMMENT',
    body: 'See',
    comments: comments as { path: string; body: string }[],
  });

describe('a review', () => {
  it('takes lines inside the hunks, on both sides, and ranges', async () => {
    const { data } = await review(
      { path: 'long.txt', line: 20, side: 'RIGHT', body: 'new side' },
      { path: 'long.txt', line: 20, side: 'LEFT', body: 'old side' },
      { path: 'long.txt', start_line: 18, line: 23, body: 'range' },
      { path: 'new.txt', line: 1, body: 'added file' },
    );
    expect(data.state).toBe('COMMENTED');
    const made = world.github.reviewComments(SHOP, where.pull_number);
    expect(made.map(one => [one.path, one.line, one.body, one.resolved])).toEqual([
      ['long.txt', 20, 'new side', false],
      ['long.txt', 20, 'old side', false],
      ['long.txt', 23, 'range', false],
      ['new.txt', 1, 'added file', false],
    ]);
  });

  it.each([
    ['a line outside the hunks', { path: 'long.txt', line: 5 }],
    ['a range that starts outside', { path: 'long.txt', start_line: 2, line: 20 }],
    ['a range backwards', { path: 'long.txt', start_line: 22, line: 20 }],
    ['a file that the pull request does not touch', { path: 'README.md', line: 1 }],
    ['no line', { path: 'long.txt' }],
  ])('fails as a whole for %s', async (_, wrong) => {
    const before = world.github.reviewComments(SHOP, where.pull_number).length;
    const good = { path: 'long.txt', line: 20, body: 'good' };
    expect(await refusal(review(good, { ...wrong, body: 'wrong' }))).toBe(422);
    expect(world.github.reviewComments(SHOP, where.pull_number)).toHaveLength(before);
  });
});

describe('a thread', () => {
  it('is answered and settled, and both are announced', async () => {
    await using hook = await receiver();
    world.github.setWebhookUrl(hook.url);
    const commit_id = (await pulls.get(where)).data.head.sha;
    const { data: top } = await pulls.createReviewComment({
      ...where,
      commit_id,
      path: 'long.txt',
      line: 20,
      body: 'Q',
    });
    const answer = await world.github.reply({
      repo: SHOP,
      pr: where.pull_number,
      to: top.id,
      user: 'alice',
      body: '/speckit keep branch',
    });
    expect(answer.delivery?.payload).toMatchObject({
      comment: { in_reply_to_id: top.id, body: '/speckit keep branch', user: { login: 'alice' } },
      pull_request: { number: where.pull_number },
    });
    const { repository } = await world.octokit.graphql<Threads>(THREADS, {
      ...AT,
      number: where.pull_number,
    });
    const thread = repository.pullRequest.reviewThreads.nodes.find(
      one => one.comments.nodes[0]?.databaseId === top.id,
    );
    expect(thread?.isResolved).toBe(false);
    const input = { threadId: thread?.id };
    const permissions = { pull_requests: 'write' } as const;
    const narrow = octokitWith(world.github, await installationToken(world.github, 'acme', { permissions }));
    await expect(narrow.graphql(RESOLVE, { input })).rejects.toMatchObject({
      errors: [{ type: 'FORBIDDEN' }],
    });
    await world.octokit.graphql(RESOLVE, { input });
    await world.github.settled();
    world.github.setWebhookUrl(undefined);
    const resolved = world.github.deliveries.at(-1);
    expect(resolved).toMatchObject({ event: 'pull_request_review_thread', action: 'resolved' });
    expect(resolved?.payload.thread).toMatchObject({ node_id: thread?.id, comments: [{ id: top.id }] });
    const seen = world.github.reviewComments(SHOP, where.pull_number).find(one => one.id === top.id);
    expect(seen?.resolved).toBe(true);
  });

  it('can hang on a whole file of the diff, not on another', async () => {
    const commit_id = (await pulls.get(where)).data.head.sha;
    const file = { ...where, commit_id, subject_type: 'file', body: 'whole' } as const;
    expect((await pulls.createReviewComment({ ...file, path: 'long.txt' })).status).toBe(201);
    expect(await refusal(pulls.createReviewComment({ ...file, path: 'README.md' }))).toBe(422);
  });
});

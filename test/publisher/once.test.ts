import { expect, it } from 'vitest';
import { replyInThread } from '../../shared/github/review-threads.ts';
import { reply } from '../../shared/github/status-comment.ts';
import { AT, github, REPO, recorded, testClient } from './support.ts';

const MARK = '<!-- speckit-remote answer=comment-12 -->';
const since = new Date('2026-01-01T00:10:00Z');
const lookFor = { author: 'speckit[bot]', since };
const query = { per_page: 100, since: '2026-01-01T00:05:00.000Z' };
const posted = { id: 3, body: `${MARK}\nNo.`, user: { login: 'speckit[bot]' } };
const others = [
  { id: 1, body: 'No.', user: { login: 'speckit[bot]' } },
  { id: 2, body: `${MARK}\nNo.`, user: { login: 'mallory' } },
];

const places = [
  {
    place: 'on the pull request',
    list: `${REPO}/issues/7/comments`,
    post: `${REPO}/issues/7/comments`,
    say: (once: object) =>
      reply({ ...AT, client: testClient(), number: 7, body: 'No.', once: { key: 'comment:12', ...once } }),
  },
  {
    place: 'in a thread',
    list: `${REPO}/pulls/7/comments`,
    post: `${REPO}/pulls/7/comments/9/replies`,
    say: (once: object) =>
      replyInThread({ ...AT, client: testClient(), pullNumber: 7 }, 9, 'No.', { key: 'comment:12', ...once }),
  },
];

it.each(places)('the first time an answer $place is posted without a look', async ({ post, say }) => {
  const scope = github().post(post).reply(201, { id: 3 });
  const calls = recorded(scope);
  await say({});
  expect(calls.map(call => call.body.body)).toEqual([`${MARK}\nNo.`]);
  scope.done();
});

it.each(places)('an answer $place that is there already is not posted again', async ({ list, say }) => {
  const scope = github()
    .get(list)
    .query(query)
    .reply(200, [...others, posted]);
  await say({ lookFor });
  scope.done();
});

it.each(places)('nobody else is taken for an answer $place', async ({ list, post, say }) => {
  const scope = github().get(list).query(query).reply(200, others).post(post).reply(201, { id: 3 });
  await say({ lookFor });
  scope.done();
});

import { describe, expect, it } from 'vitest';
import { commentMarker } from '../../shared/github/comment-text.ts';
import { react, reactionTo } from '../../shared/github/reactions.ts';
import { createStatusComment, reply } from '../../shared/github/status-comment.ts';
import { AT, fixture, github, REPO, recorded, testClient } from './support.ts';

const RUN = 'r1k7zq3m9x2ab';
const COMMENTS = `${REPO}/issues/7/comments`;
const body = (text: string) => `${commentMarker(RUN)}\n${text}`;
const answer = (id: number) => ({ id, html_url: `https://ghe.example/acme/app/pull/7#issuecomment-${id}` });
const locked = fixture('comment-locked');

const comment = (options: { id?: number } = {}) =>
  createStatusComment({
    ...AT,
    client: testClient(),
    pullNumber: 7,
    runId: RUN,
    author: 'speckit[bot]',
    ...options,
  });

describe('createStatusComment', () => {
  it('creates once, updates in place, and only when the text changed', async () => {
    const scope = github()
      .get(COMMENTS)
      .query(true)
      .reply(200, [])
      .post(COMMENTS)
      .reply(201, answer(1))
      .patch(`${REPO}/issues/comments/1`)
      .reply(200, answer(1));
    const calls = recorded(scope);
    const status = comment();
    expect(await status.write(body('queued'))).toMatchObject({ kind: 'written', id: 1 });
    expect(await status.write(body('queued'))).toEqual({ kind: 'unchanged', id: 1 });
    expect(await status.write(body('done'))).toMatchObject({ kind: 'written', id: 1 });
    expect(calls.map(call => call.body.body)).toEqual([undefined, body('queued'), body('done')]);
    scope.done();
  });

  it('writes one after the other', async () => {
    const scope = github().get(COMMENTS).query(true).reply(200, []).post(COMMENTS).reply(201, answer(1));
    scope.patch(`${REPO}/issues/comments/1`).reply(200, answer(1));
    const status = comment();
    await Promise.all([status.write(body('1')), status.write(body('2'))]);
    scope.done();
  });

  it('finds its comment again on any page, and takes nobody else for it', async () => {
    const next =
      '<https://ghe.example/api/v3/repos/acme/app/issues/7/comments?per_page=100&page=2>; rel="next"';
    const scope = github()
      .get(COMMENTS)
      .query({ per_page: 100 })
      .reply(
        200,
        [
          { id: 1, body: body('forged'), user: { login: 'mallory' } },
          { id: 2, body: 'x', user: null },
        ],
        {
          link: next,
        },
      )
      .get(COMMENTS)
      .query({ per_page: 100, page: 2 })
      .reply(200, [{ id: 3, body: body('queued'), user: { login: 'speckit[bot]' } }])
      .patch(`${REPO}/issues/comments/3`)
      .reply(200, answer(3));
    const status = comment();
    expect(await status.write(body('queued'))).toEqual({ kind: 'unchanged', id: 3 });
    expect(await status.write(body('done'))).toMatchObject({ kind: 'written', id: 3 });
    scope.done();
  });

  it('writes a new one when somebody deleted it', async () => {
    const scope = github().patch(`${REPO}/issues/comments/1`).reply(404).post(COMMENTS).reply(201, answer(2));
    expect(await comment({ id: 1 }).write(body('done'))).toMatchObject({ kind: 'written', id: 2 });
    scope.done();
  });

  it('reports a locked conversation instead of failing', async () => {
    github().patch(`${REPO}/issues/comments/1`).reply(403, locked);
    const result = await comment({ id: 1 }).write(body('done'));
    expect(result).toEqual({ kind: 'refused', reason: expect.stringContaining('issue is locked') });
  });

  it('looks again before it repeats a creation whose answer was lost', async () => {
    const scope = github()
      .get(COMMENTS)
      .query(true)
      .reply(200, [])
      .post(COMMENTS)
      .reply(502)
      .get(COMMENTS)
      .query(true)
      .reply(200, [{ id: 8, body: body('queued'), user: { login: 'speckit[bot]' } }]);
    const status = comment();
    await expect(status.write(body('queued'))).rejects.toMatchObject({ code: 'unreachable' });
    expect(await status.write(body('queued'))).toEqual({ kind: 'unchanged', id: 8 });
    scope.done();
  });
});

describe('reply', () => {
  const say = () => reply({ ...AT, client: testClient(), number: 7, body: 'hello' });
  it('comments', async () => {
    github().post(COMMENTS, { body: 'hello' }).reply(201, answer(4));
    expect(await say()).toMatchObject({ kind: 'written', id: 4 });
  });
  it('reports a locked conversation', async () => {
    github().post(COMMENTS).reply(403, locked);
    expect(await say()).toMatchObject({ kind: 'refused' });
  });
  it('fails on what is more than that', async () => {
    github().post(COMMENTS).reply(422, { message: 'Validation Failed' });
    await expect(say()).rejects.toMatchObject({ code: 'rejected' });
  });
});

describe('react', () => {
  it('adds a reaction, and returns what went wrong', async () => {
    const scope = github()
      .post(`${REPO}/issues/comments/4/reactions`, { content: 'eyes' })
      .reply(201, { id: 1 })
      .post(`${REPO}/issues/comments/4/reactions`, { content: 'rocket' })
      .reply(404);
    const target = { ...AT, client: testClient(), commentId: 4 };
    expect(await react(target, 'eyes')).toBeUndefined();
    expect(await react(target, reactionTo('success'))).toMatchObject({ code: 'missing' });
    scope.done();
  });
});

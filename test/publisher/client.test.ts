import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GraphqlResponseError } from '@octokit/graphql';
import { describe, expect, it } from 'vitest';
import { toGitHubError } from '../../shared/github/github-error.ts';
import { createPacer } from '../../shared/github/pacer.ts';
import { costOf } from '../../shared/github/send.ts';
import { AT, github, REPO, recorded, testClient } from './support.ts';

const LIMIT_DOCS =
  'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits';
const comment = { ...AT, issue_number: 1, body: 'x' };

/** Takes connections and never answers. */
async function silentServer() {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What a failed request looks like at the border. */
async function failure(promise: Promise<unknown>) {
  const error = await promise.then(
    () => undefined,
    error => error,
  );
  return toGitHubError(error, 'do it');
}

describe('createClient', () => {
  it('asks for the token anew for every attempt', async () => {
    let made = 0;
    const client = testClient({ token: async () => `ghs_${++made}` });
    const scope = github()
      .get(REPO)
      .matchHeader('authorization', 'token ghs_1')
      .reply(502)
      .get(REPO)
      .matchHeader('authorization', 'token ghs_2')
      .reply(200, { id: 1 });
    await client.rest.repos.get(AT);
    scope.done();
  });

  it('takes another token when one ended early, once, also for a POST', async () => {
    const refused: (string | undefined)[] = [];
    const client = testClient({
      token: async old => {
        refused.push(old);
        return old === undefined ? 'ghs_old' : 'ghs_new';
      },
    });
    const comments = `${REPO}/issues/1/comments`;
    const scope = github()
      .post(comments)
      .matchHeader('authorization', 'token ghs_old')
      .reply(401)
      .post(comments)
      .matchHeader('authorization', 'token ghs_new')
      .reply(201, { id: 1 });
    await client.rest.issues.createComment(comment);
    expect(refused).toEqual([undefined, 'ghs_old']);
    scope.done();
  });

  it('gives up when the other token is refused too, or there is none', async () => {
    const scope = github().get(REPO).times(3).reply(401);
    const two = testClient({ token: async old => (old === undefined ? 'a' : 'b') });
    expect(await failure(two.rest.repos.get(AT))).toMatchObject({ code: 'auth' });
    expect(await failure(testClient().rest.repos.get(AT))).toMatchObject({ code: 'auth' });
    scope.done();
  });

  it('repeats a GET after outages, but not for ever', async () => {
    const scope = github().get(REPO).times(4).reply(503);
    expect(await failure(testClient().rest.repos.get(AT))).toMatchObject({
      code: 'unreachable',
      retryable: true,
    });
    scope.done();
  });

  it('repeats a GET whose connection broke', async () => {
    const scope = github().get(REPO).replyWithError('socket hang up').get(REPO).reply(200, { id: 7 });
    expect((await testClient().rest.repos.get(AT)).data.id).toBe(7);
    scope.done();
  });

  it('repeats a GET whose answer was torn', async () => {
    const json = { 'content-type': 'application/json' };
    const scope = github().get(REPO).reply(200, '{"id":', json).get(REPO).reply(200, { id: 7 });
    expect((await testClient().rest.repos.get(AT)).data.id).toBe(7);
    scope.done();
  });

  it('never repeats a POST by itself, since the comment may be there already', async () => {
    const scope = github().post(`${REPO}/issues/1/comments`).reply(502);
    expect(await failure(testClient().rest.issues.createComment(comment))).toMatchObject({
      code: 'unreachable',
    });
    scope.done();
  });

  it('repeats a POST that its caller marked', async () => {
    const scope = github()
      .post(`${REPO}/git/blobs`)
      .reply(502)
      .post(`${REPO}/git/blobs`)
      .reply(201, { sha: 'a' });
    const blob = { ...AT, content: '', request: { repeatable: true } };
    expect((await testClient().rest.git.createBlob(blob)).data.sha).toBe('a');
    scope.done();
  });

  it.each([
    ['429 with retry-after', 429, {}, { 'retry-after': '0' }],
    ['403 with retry-after', 403, {}, { 'retry-after': '0' }],
    ['403 with nothing remaining', 403, {}, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' }],
  ])('waits and repeats also a POST after %s', async (_, status, body, headers) => {
    const scope = github()
      .post(`${REPO}/issues/1/comments`)
      .reply(status, body, headers)
      .post(`${REPO}/issues/1/comments`)
      .reply(201, { id: 5 });
    expect((await testClient().rest.issues.createComment(comment)).data.id).toBe(5);
    scope.done();
  });

  it('waits as long as retry-after says, with everybody else', async () => {
    let held = false;
    const pacer = createPacer({ key: 'k' });
    const hold = async (until: number) => {
      await pacer.hold(until);
      held = true;
    };
    const client = testClient({ pacer: { ...pacer, hold } });
    const scope = github()
      .get(REPO)
      .reply(429, {}, { 'retry-after': '1' })
      .get(REPO)
      .reply(200, { id: 1 })
      .get('/api/v3/user')
      .reply(200, {});
    const started = Date.now();
    const first = client.rest.repos.get(AT).then(() => Date.now() - started);
    await expect.poll(() => held).toBe(true);
    const second = client.rest.users.getAuthenticated().then(() => Date.now() - started);
    expect(Math.min(await first, await second)).toBeGreaterThanOrEqual(950);
    scope.done();
  });

  it('holds back before the limit is hit when an answer says that nothing remains', async () => {
    const client = testClient();
    const reset = Math.ceil(Date.now() / 1000) + 1;
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
    const scope = github().get(REPO).reply(200, { id: 1 }, headers).get(REPO).reply(200, { id: 2 });
    await client.rest.repos.get(AT);
    await client.rest.repos.get(AT);
    expect(Date.now()).toBeGreaterThanOrEqual(reset * 1000);
    scope.done();
  });

  it('gives up at once when a limit holds for longer than allowed, and says until when', async () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '4102444800' };
    const scope = github().get(REPO).reply(403, {}, headers);
    const error = await failure(testClient().rest.repos.get(AT));
    expect(error).toMatchObject({ code: 'exhausted', retryable: true });
    expect(error.hint).toContain('2100-01-01');
    scope.done();
  });

  it('knows a secondary limit without headers by its documentation', async () => {
    const client = testClient({ send: { maxHoldMs: 1000 } });
    const scope = github().get(REPO).reply(403, { message: 'wait', documentation_url: LIMIT_DOCS });
    expect(await failure(client.rest.repos.get(AT))).toMatchObject({ code: 'exhausted' });
    scope.done();
  });

  it('does not take every 403 for a limit', async () => {
    const scope = github().get(REPO).reply(403, { message: 'Resource not accessible by integration' });
    expect(await failure(testClient().rest.repos.get(AT))).toMatchObject({ code: 'denied' });
    scope.done();
  });

  it('ends an attempt that takes too long', async () => {
    await using silent = await silentServer();
    const client = testClient({ baseUrl: silent.url, send: { timeoutMs: 50 } });
    expect(await failure(client.rest.issues.createComment(comment))).toMatchObject({ code: 'unreachable' });
  });

  it('stops with the reason of the signal, also between attempts', async () => {
    const stop = new AbortController();
    const client = testClient({ send: { backoffMs: [60_000] } });
    const scope = github().get(REPO).reply(503);
    const done = client.rest.repos.get({ ...AT, request: { signal: stop.signal } });
    await expect.poll(() => scope.isDone()).toBe(true);
    const reason = new Error('enough');
    stop.abort(reason);
    await expect(done).rejects.toBe(reason);
  });

  it('sends GraphQL where that server has it, or where it is told', async () => {
    const scope = github()
      .post('/api/graphql')
      .reply(200, { data: { viewer: 1 } })
      .post('/elsewhere')
      .reply(200, { data: { viewer: 2 } });
    expect(await testClient().graphql('{ viewer }')).toEqual({ viewer: 1 });
    const other = testClient({ graphqlUrl: 'https://ghe.example/elsewhere' });
    expect(await other.graphql('{ viewer }')).toEqual({ viewer: 2 });
    scope.done();
  });

  it('waits for a GraphQL rate limit, which comes with status 200', async () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' };
    const scope = github()
      .post('/api/graphql')
      .reply(200, { errors: [{ type: 'RATE_LIMITED', message: 'x' }] }, headers)
      .post('/api/graphql')
      .reply(200, { data: { ok: true } });
    expect(await testClient().graphql('{ ok }')).toEqual({ ok: true });
    scope.done();
  });

  it('never has more requests under way than its pacer allows', async () => {
    const client = testClient({ pacer: createPacer({ key: 'k', concurrency: 2 }) });
    let under = 0;
    let most = 0;
    const scope = github()
      .get(REPO)
      .times(6)
      .reply(200, async () => {
        most = Math.max(most, ++under);
        await new Promise(resolve => setTimeout(resolve, 5));
        under--;
        return { id: 1 };
      });
    const calls = recorded(scope);
    await Promise.all(Array.from({ length: 6 }, () => client.rest.repos.get(AT)));
    expect(calls).toHaveLength(6);
    expect(most).toBeLessThanOrEqual(2);
  });
});

describe('costOf', () => {
  it.each([
    ['GET', '/repos/{owner}/{repo}', undefined, 1, false],
    ['PATCH', '/repos/{owner}/{repo}/check-runs/{check_run_id}', undefined, 5, false],
    ['POST', '/repos/{owner}/{repo}/issues/{issue_number}/comments', undefined, 5, true],
    ['POST', '/repos/{owner}/{repo}/check-runs', undefined, 5, true],
    ['POST', '/repos/{owner}/{repo}/git/blobs', undefined, 5, false],
    ['POST', '/graphql', 'query { a }', 1, false],
    ['POST', '/graphql', 'mutation { a }', 5, false],
  ])('%s %s %s', (method, url, query, points, content) =>
    expect(costOf({ method, url, query })).toEqual({ points, content }),
  );
});

describe('toGitHubError', () => {
  const http = (status: number, headers = {}, data: unknown = {}) =>
    Object.assign(new Error('m'), { status, response: { headers, data } });
  const graphql = (error: object) =>
    new GraphqlResponseError({ method: 'POST', url: '/graphql' }, {}, {
      data: {},
      errors: [{ message: 'm', path: [''], extensions: {}, locations: [], ...error }],
    } as never);
  it.each([
    ['401', http(401), 'auth', false],
    ['403', http(403), 'denied', false],
    ['403 limit', http(403, { 'x-ratelimit-remaining': '0' }), 'exhausted', true],
    ['404', http(404), 'missing', false],
    ['409', http(409), 'rejected', false],
    ['410', http(410), 'missing', false],
    ['422', http(422), 'rejected', false],
    ['423', http(423), 'denied', false],
    ['429', http(429), 'exhausted', true],
    ['500', http(500), 'unreachable', true],
    ['504', http(504), 'unreachable', true],
    ['no answer', Object.assign(new Error('ECONNRESET'), { status: 500 }), 'unreachable', true],
    ['GraphQL NOT_FOUND', graphql({ type: 'NOT_FOUND' }), 'missing', false],
    ['GraphQL FORBIDDEN', graphql({ type: 'FORBIDDEN' }), 'denied', false],
    ['GraphQL RATE_LIMITED', graphql({ type: 'RATE_LIMITED' }), 'exhausted', true],
    ['GraphQL other', graphql({ type: 'STALE_DATA' }), 'rejected', false],
    ['an abort', new DOMException('x', 'AbortError'), 'cancelled', false],
    ['a defect', new TypeError('x is not a function'), 'internal', false],
    ['no error at all', undefined, 'internal', false],
  ])('%s → %s', (_, error, code, retryable) => {
    const mapped = toGitHubError(error, 'read it');
    expect(mapped).toMatchObject({ code, retryable });
    expect(mapped.message).toContain('read it');
    expect(mapped.hint).not.toBe('');
    expect(toGitHubError(mapped, 'again')).toBe(mapped);
  });

  it("quotes GitHub's words and names the permission that it wants", () => {
    const error = http(
      403,
      { 'x-accepted-github-permissions': 'checks=write' },
      { message: 'Not\naccessible.' },
    );
    expect(toGitHubError(error, 'read it')).toMatchObject({
      message: 'GitHub refused to read it (HTTP 403): Not accessible.',
      hint: 'The App needs this permission on the repository: checks=write.',
    });
  });
});

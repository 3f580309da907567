import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { probotFor } from './clients.ts';
import { AT, receiver, SHOP, smallWorld, type World } from './world.ts';

let world: World;
let hook: Awaited<ReturnType<typeof receiver>>;
beforeAll(async () => {
  world = await smallWorld();
});
afterAll(() => world.github.close());
beforeEach(async () => {
  hook = await receiver();
  world.github.setWebhookUrl(hook.url);
});
afterEach(async () => {
  await world.github.settled();
  world.github.setWebhookUrl(undefined);
  await hook[Symbol.asyncDispose]();
});

const say = (body: string, user = 'alice') => world.github.comment({ repo: SHOP, pr: 1, user, body });

it('signs a comment and sends the fields that GitHub sends', async () => {
  const { delivery, id } = await say('/speckit help');
  expect(delivery?.response).toEqual({ status: 202, body: 'thanks' });
  const [{ headers, body } = { headers: {}, body: '' }] = hook.received;
  const secret = world.github.app.webhookSecret;
  expect(headers).toMatchObject({
    'x-github-event': 'issue_comment',
    'x-github-delivery': delivery?.guid,
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  });
  expect(JSON.parse(body)).toMatchObject({
    action: 'created',
    comment: {
      id,
      body: '/speckit help',
      user: { login: 'alice', type: 'User' },
      performed_via_github_app: null,
    },
    issue: {
      number: 1,
      state: 'open',
      locked: false,
      pull_request: { url: `${world.github.apiUrl}/repos/${SHOP}/pulls/1` },
    },
    repository: {
      id: world.id,
      name: 'shop',
      full_name: SHOP,
      private: true,
      default_branch: 'main',
      owner: { login: 'acme' },
    },
    sender: { login: 'alice', type: 'User' },
    installation: { id: world.github.installationId('acme') },
  });
  expect(JSON.parse(body).comment.author_association).toBe('COLLABORATOR');
});

it('is understood by Probot, which refuses a wrong signature', async () => {
  const probot = probotFor(world.github);
  const heard: string[] = [];
  probot.on('issue_comment.created', ({ payload }) => void heard.push(payload.comment.body));
  await say('hello');
  const [{ headers, body } = { headers: {}, body: '' }] = hook.received;
  const signed = (signature: string) =>
    probot.webhooks.verifyAndReceive({ id: '1', name: 'issue_comment', payload: body, signature });
  await signed(String(headers['x-hub-signature-256']));
  expect(heard).toEqual(['hello']);
  await expect(signed(`sha256=${'0'.repeat(64)}`)).rejects.toThrow();
});

it('can send what GitHub would never send', async () => {
  await world.github.deliver(
    'issue_comment',
    { action: 'created' },
    { guid: 'same', signature: 'sha256=00' },
  );
  await world.github.deliver('issue_comment', { action: 'created' }, { signature: null });
  expect(hook.received.map(one => one.headers['x-hub-signature-256'])).toEqual(['sha256=00', undefined]);
  expect(hook.received[0]?.headers['x-github-delivery']).toBe('same');
});

it('redelivers under the same guid, by hand and through the API', async () => {
  const { delivery } = await say('again');
  await world.github.redeliver(delivery?.id ?? 0);
  const app = await probotFor(world.github).auth();
  const { data } = await app.rest.apps.listWebhookDeliveries();
  expect(data[0]).toMatchObject({ event: 'issue_comment', redelivery: true, status_code: 202 });
  await app.rest.apps.redeliverWebhookDelivery({ delivery_id: delivery?.id ?? 0 });
  await world.github.settled();
  expect(new Set(hook.received.map(one => one.headers['x-github-delivery'])).size).toBe(1);
  expect(new Set(hook.received.map(one => one.body)).size).toBe(1);
  expect(hook.received).toHaveLength(3);
});

it('lists its tries by pages, knows which failed, and refuses what GitHub refuses', async () => {
  const app = await probotFor(world.github).auth();
  const { apps } = app.rest;
  await hook[Symbol.asyncDispose]();
  const { delivery } = await say('nobody is there');
  const { data, headers } = await apps.listWebhookDeliveries({ per_page: 1 });
  expect(data).toMatchObject([
    { guid: delivery?.guid, status_code: 0, redelivery: false, delivered_at: delivery?.at.toISOString() },
  ]);
  const cursor = new URL(/<([^>]+)>; rel="next"/.exec(headers.link ?? '')?.[1] ?? '').searchParams.get(
    'cursor',
  );
  const next = await apps.listWebhookDeliveries({ per_page: 100, cursor: cursor ?? '' });
  expect(next.data[0]?.guid).not.toBe(delivery?.guid);
  const failures = await apps.listWebhookDeliveries({ status: 'failure' });
  expect(failures.data.every(one => one.status_code >= 300 || one.status_code === 0)).toBe(true);
  const refused = (status: number) => expect.objectContaining({ status });
  await expect(apps.listWebhookDeliveries({ cursor: 'nonsense' })).rejects.toEqual(refused(400));
  await expect(apps.redeliverWebhookDelivery({ delivery_id: 99_999 })).rejects.toEqual(refused(404));
  await expect(world.octokit.request('GET /app/hook/deliveries')).rejects.toEqual(refused(401));
  if (delivery) delivery.at = new Date(Date.now() - 4 * 86_400_000);
  const id = delivery?.id ?? 0;
  await expect(apps.redeliverWebhookDelivery({ delivery_id: id })).rejects.toEqual(refused(404));
});

it('tells the App where its webhooks go, and nobody the secret', async () => {
  const app = await probotFor(world.github).auth();
  const { data } = await app.rest.apps.getWebhookConfigForApp();
  expect(data).toEqual({ url: hook.url, content_type: 'json', insecure_ssl: '0', secret: '********' });
  await expect(world.octokit.request('GET /app/hook/config')).rejects.toMatchObject({ status: 401 });
});

it('tells the App of its own comments too, and marks them', async () => {
  await world.octokit.rest.issues.createComment({ ...AT, issue_number: 1, body: 'I am a bot' });
  await world.github.settled();
  expect(JSON.parse(hook.received[0]?.body ?? '{}')).toMatchObject({
    comment: {
      user: { login: world.github.app.botLogin, type: 'Bot' },
      performed_via_github_app: { id: world.github.app.id },
    },
    sender: { login: world.github.app.botLogin },
  });
});

describe('pull requests', () => {
  it('announce labels, with the sender who set them', async () => {
    const { delivery } = await world.github.label({
      repo: SHOP,
      pr: 1,
      label: 'speckit:plan',
      sender: 'alice',
    });
    expect(delivery?.payload).toMatchObject({
      ...{ action: 'labeled', number: 1, label: { name: 'speckit:plan' }, sender: { login: 'alice' } },
      pull_request: {
        number: 1,
        head: { sha: world.pull.headSha, repo: { full_name: SHOP } },
        base: { ref: 'main' },
      },
    });
    expect(await world.github.labels(SHOP, 1)).toEqual(['speckit:plan']);
    await world.octokit.rest.issues.removeLabel({ ...AT, issue_number: 1, name: 'speckit:plan' });
    expect(await world.github.labels(SHOP, 1)).toEqual([]);
  });

  it('take labels from people who may triage', async () => {
    world.github.setPermission(SHOP, 'rita', 'read');
    const label = { repo: SHOP, pr: 1, label: 'speckit:tasks', sender: 'rita' };
    await expect(world.github.label(label)).rejects.toThrow(/403/);
    world.github.setPermission(SHOP, 'rita', 'triage');
    expect((await world.github.label(label)).delivery?.payload).toMatchObject({ sender: { login: 'rita' } });
  });

  it('announce a new head, and close with their branch', async () => {
    await world.github.commit(SHOP, 'short', { a: 'a' }, 'A', 'alice');
    const { number, headSha, delivery } = await world.github.openPullRequest({
      repo: SHOP,
      head: 'short',
      author: 'alice',
    });
    expect(delivery?.payload).toMatchObject({ action: 'opened', number });
    const after = await world.github.forcePush(SHOP, 'short', { b: 'b' }, { author: 'alice' });
    await world.github.deleteBranch(SHOP, 'short', 'alice');
    await world.github.settled();
    const ours = world.github.deliveries.filter(one => one.payload.number === number);
    expect(ours.map(one => one.action)).toEqual(['opened', 'synchronize', 'closed']);
    expect(ours[1]?.payload).toMatchObject({
      before: headSha,
      after,
      pull_request: { head: { sha: after } },
    });
    expect(await world.github.pullRequest(SHOP, number)).toMatchObject({ state: 'closed' });
  });

  it('from a fork name it, and serve its head', async () => {
    const fork = await world.github.fork(SHOP, 'mallory');
    const sha = await world.github.commit(fork.fullName, 'evil', { 'x.txt': 'x' }, 'X', 'mallory');
    world.github.setPermission(SHOP, 'mallory', 'read');
    const { number } = await world.github.openPullRequest({
      repo: SHOP,
      head: 'evil',
      author: 'mallory',
      fork: fork.fullName,
    });
    const { data } = await world.octokit.rest.pulls.get({ ...AT, pull_number: number });
    expect(data.head).toMatchObject({
      sha,
      label: 'mallory:evil',
      repo: { full_name: fork.fullName, fork: true },
    });
    expect(data.base.repo.full_name).toBe(SHOP);
    expect((await world.github.refs(SHOP))[`refs/pull/${number}/head`]).toBe(sha);
    const { data: files } = await world.octokit.rest.pulls.listFiles({ ...AT, pull_number: number });
    expect(files.map(file => file.filename)).toEqual(['x.txt']);
  });
});

it('sends nothing that the App did not subscribe to, and nothing after it was uninstalled', async () => {
  await world.github.createRepository({ owner: 'globex', name: 'x', files: { a: 'a' } });
  const { number } = await world.github.openIssue('globex/x', 'alice', 'An issue');
  expect(hook.received).toEqual([]);
  const { delivery } = await world.github.commentIssue({
    repo: 'globex/x',
    issue: number,
    user: 'alice',
    body: 'hi',
  });
  expect(delivery?.payload.issue).not.toHaveProperty('pull_request');
  world.github.uninstall('globex');
  const later = await world.github.commentIssue({
    repo: 'globex/x',
    issue: number,
    user: 'alice',
    body: 'hi',
  });
  expect(later.delivery).toBeUndefined();
});

it('remembers why nobody answered', async () => {
  world.github.setWebhookUrl('http://127.0.0.1:9/');
  const { delivery } = await say('anybody?');
  expect(delivery?.response).toBeUndefined();
  expect(delivery?.failure).toMatch(/fetch failed|TypeError/);
});

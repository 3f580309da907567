import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { octokitWith, refusal } from './clients.ts';
import { AT, receiver, SHOP, smallWorld, type World } from './world.ts';

let world: World;
let checks: World['octokit']['rest']['checks'];
beforeAll(async () => {
  world = await smallWorld();
  checks = world.octokit.rest.checks;
});
afterAll(() => world.github.close());

const output = { title: 'Plan', summary: 'All well' };
const retry = { label: 'Retry', description: 'Run it again', identifier: 'retry' };
const create = (more: object = {}) =>
  checks.create({ ...AT, name: 'speckit / plan', head_sha: world.pull.headSha, ...more });
const update = (check_run_id: number, more: object) => checks.update({ ...AT, check_run_id, ...more });

it('keeps a run through its life', async () => {
  const { data: made } = await create({ external_id: '7', details_url: 'https://example.org/run/7' });
  expect(made).toMatchObject({
    status: 'queued',
    conclusion: null,
    app: { id: world.github.app.id },
    pull_requests: [{ number: 1 }],
  });
  await update(made.id, { status: 'in_progress', output: { ...output, text: 'tail' } });
  const { data: done } = await update(made.id, { conclusion: 'success', output, actions: [retry] });
  expect(done).toMatchObject({ status: 'completed', conclusion: 'success' });
  expect(done.completed_at).toBeTruthy();
  expect(world.github.checkRuns(SHOP, world.pull.headSha).at(-1)).toMatchObject({
    ...{ id: made.id, externalId: '7', detailsUrl: 'https://example.org/run/7', title: 'Plan', text: 'tail' },
    actions: [retry],
  });
  const { data: listed } = await checks.listForRef({ ...AT, ref: 'feature', check_name: 'speckit / plan' });
  expect(listed.check_runs.map(run => run.id)).toContain(made.id);
});

describe('refuses', () => {
  const bytes = (count: number) => 'ä'.repeat(Math.floor(count / 2)) + 'x'.repeat(count % 2);

  it('output beyond 65,535 bytes, and takes exactly that', async () => {
    for (const field of ['summary', 'text']) {
      expect((await create({ output: { ...output, [field]: bytes(65_535) } })).status).toBe(201);
      expect(await refusal(create({ output: { ...output, [field]: bytes(65_536) } }))).toBe(422);
    }
  });

  it.each([
    ['an unknown commit', { head_sha: '1'.repeat(40) }],
    ['a branch for a commit', { head_sha: 'feature' }],
    ['an empty name', { name: ' ' }],
    ['an output without title', { output: { summary: 's' } }],
    ['an output without summary', { output: { title: 't' } }],
    ['four buttons', { actions: [retry, retry, retry, retry] }],
    ['a label of 21 characters', { actions: [{ ...retry, label: 'x'.repeat(21) }] }],
    ['a description of 41 characters', { actions: [{ ...retry, description: 'x'.repeat(41) }] }],
    ['an identifier of 21 characters', { actions: [{ ...retry, identifier: 'x'.repeat(21) }] }],
    ['a conclusion that only GitHub sets', { conclusion: 'stale' }],
    ['an unknown status', { status: 'busy' }],
    ['completed without conclusion', { status: 'completed' }],
    ['51 annotations', { output: { ...output, annotations: Array.from({ length: 51 }, () => annotation) } }],
  ])('%s', async (_, fields) => {
    expect(await refusal(create(fields))).toBe(422);
  });

  it('to reopen a completed run, except when asked for again', async () => {
    const { data } = await create({ conclusion: 'failure' });
    expect(await refusal(update(data.id, { status: 'in_progress' }))).toBe(422);
    expect((await update(data.id, { output })).status).toBe(200);
    await world.github.rerequestCheckRun(SHOP, data.id, 'alice');
    expect((await update(data.id, { status: 'in_progress' })).data.status).toBe('in_progress');
  });

  it('people, who are not an App', async () => {
    const alice = octokitWith(world.github, world.github.addUser('alice').token);
    const fields = { ...AT, name: 'mine', head_sha: world.pull.headSha };
    expect(await refusal(alice.rest.checks.create(fields))).toBe(403);
  });
});

const annotation = { path: 'a', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'm' };

it('appends annotations', async () => {
  const { data } = await create({ output: { ...output, annotations: [annotation] } });
  await update(data.id, { output: { ...output, annotations: [annotation, annotation] } });
  expect(world.github.checkRuns(SHOP).at(-1)?.annotations).toHaveLength(3);
});

it('tells the App about buttons and re-runs, of completed runs only', async () => {
  await using hook = await receiver();
  world.github.setWebhookUrl(hook.url);
  const { data } = await create({ actions: [retry] });
  await expect(world.github.requestedAction(SHOP, data.id, 'retry', 'alice')).rejects.toThrow(/completed/);
  await update(data.id, { conclusion: 'failure' });
  await expect(world.github.requestedAction(SHOP, data.id, 'other', 'alice')).rejects.toThrow(/button/);
  const pressed = await world.github.requestedAction(SHOP, data.id, 'retry', 'alice');
  expect(pressed?.payload).toMatchObject({
    ...{ action: 'requested_action', requested_action: { identifier: 'retry' }, sender: { login: 'alice' } },
    ...{
      check_run: { id: data.id, external_id: '', head_sha: world.pull.headSha },
      repository: { full_name: SHOP },
    },
    installation: { id: world.github.installationId('acme') },
  });
  expect((await world.github.rerequestCheckRun(SHOP, data.id, 'bob'))?.payload).toMatchObject({
    sender: { login: 'bob' },
  });
  const all = await world.github.rerequestCheckSuite(SHOP, world.pull.headSha, 'alice');
  expect(all?.payload).toMatchObject({
    action: 'rerequested',
    check_suite: { pull_requests: [{ number: 1 }] },
  });
  await world.github.settled();
  world.github.setWebhookUrl(undefined);
  expect(world.github.checkRuns(SHOP).find(run => run.id === data.id)?.status).toBe('completed');
});

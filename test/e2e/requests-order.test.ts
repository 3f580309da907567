import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { WEBHOOK_PATH } from '../../app/server.ts';
import { ended, running } from './support/scenario.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();

describe.concurrent('runs', () => {
  test('of one pull request go one after the other, each on the commit of the one before', async () => {
    const at = await stage.scenario();
    const gate = stage.gate();
    await at.post(`/speckit run -- ${gate.wait}`);
    await gate.reached();
    const posted = [];
    for (const word of ['one', 'two', 'three', 'four'])
      posted.push(await at.post(`/speckit run -- echo ${word} >> order.txt`));
    for (const { delivery } of posted) await at.outcome(delivery);
    const waiting = (await at.runs()).filter(one => one.state === 'queued').toReversed();
    expect(waiting.map(one => one.commentId)).toEqual(posted.map(one => one.id));
    expect(waiting.map(one => at.statusOf(one).body.split('\n')[1])).toEqual([
      expect.stringContaining('1 before it'),
      expect.stringContaining('2 before it'),
      expect.stringContaining('3 before it'),
      expect.stringContaining('4 before it'),
    ]);
    await gate.open();
    const commits = [];
    for (const { id } of posted) commits.push((await at.runOf(id)).commitSha ?? '');
    expect(await at.read('order.txt')).toBe('one\ntwo\nthree\nfour\n');
    const parents = [];
    for (const sha of commits) parents.push(...(await at.github.commitOf(at.repo, sha)).parents);
    expect(parents).toEqual([at.headSha, ...commits.slice(0, -1)]);
  });

  test('of several pull requests go side by side', async () => {
    const many = await Promise.all([1, 2, 3].map(() => stage.scenario()));
    const held = many.map(at => ({ at, gate: stage.gate() }));
    const posted = await Promise.all(held.map(({ at, gate }) => at.post(`/speckit run -- ${gate.wait}`)));
    await Promise.all(held.map(({ gate }) => gate.reached()));
    await Promise.all(held.map(({ gate }) => gate.open()));
    for (const [index, { at }] of held.entries())
      expect((await at.runOf(posted[index]?.id ?? 0)).conclusion).toBe('success');
  });

  test('are asked for once, however often the request is delivered', async () => {
    const at = await stage.scenario();
    const { id, delivery } = await at.post('/speckit run -- echo x >> x.txt');
    const again = await at.github.redeliver(delivery.id);
    const renamed = await at.github.deliver('issue_comment', delivery.payload);
    expect([again.guid === delivery.guid, renamed.guid === delivery.guid]).toEqual([true, false]);
    expect([again.response?.status, renamed.response?.status]).toEqual([200, 200]);
    const run = await at.runOf(id);
    // It may come before the run has begun.
    expect(await at.outcome(renamed)).toBeOneOf([
      `Run ${run.id} exists already.`,
      `Run ${run.id} is queued.`,
    ]);
    const late = await at.github.deliver('issue_comment', delivery.payload);
    expect(await at.outcome(late)).toContain('exists already');
    expect(await at.runs()).toHaveLength(1);
    expect(at.said()).toHaveLength(1);
    expect(await at.read('x.txt')).toBe('x\n');
    const accepted = (await at.decisions()).filter(one => one.allowed);
    expect(new Set(accepted.map(one => one.run)).size).toBe(1);
  });
});

test('a stop in the middle: what ran goes on in its sandbox, what waits comes after it', async () => {
  const at = await stage.scenario();
  const gate = stage.gate();
  const first = await at.post(`/speckit run -- echo half > half.txt; echo before; ${gate.wait}; echo after`);
  await gate.reached();
  const before = await at.runOf(first.id, running);
  const second = await at.post('/speckit run -- echo two > two.txt');
  await at.outcome(second.delivery);

  await stage.world.restart();
  await gate.open();

  const interrupted = await at.runOf(first.id);
  expect(interrupted).toMatchObject({ id: before.id, conclusion: 'success', attempt: 2 });
  expect(at.statusOf(interrupted).body).toContain('went on with the command in its sandbox');
  expect(at.checksOf(interrupted, at.headSha)).toMatchObject([{ conclusion: 'success' }]);
  expect(at.checksOf(interrupted, at.headSha)[0]?.text).toMatch(/before\s+after/);
  const next = await at.runOf(second.id);
  expect(next.conclusion).toBe('success');
  expect(await at.read('half.txt')).toBe('half\n');
  expect((await at.head()).parents).toEqual([interrupted.commitSha]);
  const folders = await readdir(path.join(stage.world.folder, 'data', 'sandboxes', 'local'));
  expect(folders.filter(name => name.includes(before.id))).toEqual([]);

  // Known deliveries stay known.
  await at.github.redeliver(second.delivery.id);
  const renamed = await at.github.deliver('issue_comment', second.delivery.payload);
  expect(await at.outcome(renamed)).toContain('exists already');
  expect(await at.runs()).toHaveLength(2);
  expect(at.said()).toHaveLength(2);
});

test('a request that was acknowledged survives a stop at that moment', async () => {
  const at = await stage.scenario();
  const { id, status } = await at.post('/speckit run -- echo x >> x.txt');
  expect(status).toBe(200);
  await stage.world.restart();
  const run = await at.runOf(id);
  // Whether it waited or ran at that moment, it ends once and in sight.
  expect(at.statusOf(run).body).toContain('succeeded');
  expect(await at.runs()).toHaveLength(1);
});

test('a request that came while the server was away starts when it is delivered again', async () => {
  const at = await stage.scenario();
  const url = `${stage.world.server.url}${WEBHOOK_PATH}`;
  at.github.setWebhookUrl('http://127.0.0.1:9/');
  const { id, status, delivery } = await at.post('/speckit run -- echo x > x.txt');
  expect(status).toBeUndefined();
  at.github.setWebhookUrl(url);
  await at.github.redeliver(delivery.id);
  expect((await at.runOf(id)).conclusion).toBe('success');
});

test('GitHub has its answer long before the work is done', async () => {
  const at = await stage.scenario();
  const gate = stage.gate();
  const { id, status } = await at.post(`/speckit run -- ${gate.wait}`);
  expect(status).toBe(200);
  await gate.reached();
  expect(ended(await at.runOf(id, () => true))).toBe(false);
  await gate.open();
  await vi.waitFor(async () => expect(ended(await at.runOf(id, () => true))).toBe(true), 200_000);
});

test('no more runs than configured are under way at once', async () => {
  await stage.world.restart({ config: { ...stage.config, concurrency: 1 } });
  const [one, two] = [await stage.scenario(), await stage.scenario()];
  const gate = stage.gate();
  const first = await one.post(`/speckit run -- ${gate.wait}`);
  await gate.reached();
  const second = await two.post('/speckit run -- true');
  await two.outcome(second.delivery);
  await gate.open();
  const [before, after] = [await one.runOf(first.id), await two.runOf(second.id)];
  expect(after.conclusion).toBe('success');
  expect(after.startedAt?.getTime()).toBeGreaterThanOrEqual(before.endedAt?.getTime() ?? Number.NaN);
});

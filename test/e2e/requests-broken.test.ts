import { describe, expect, test, vi } from 'vitest';
import { WEBHOOK_PATH } from '../../app/server.ts';
import { loadDriver } from '../../shared/drivers/index.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();

/** A run that has made a file and waits. */
async function underWay() {
  const at = await stage.scenario();
  const gate = stage.gate();
  const { id } = await at.post(`/speckit run -- echo made > made.txt; ${gate.wait}`);
  await gate.reached();
  return { at, gate, id };
}

/** No webhook reaches the server for a while; not for tests that run side by side. */
function goDeaf() {
  const { github, server } = stage.world;
  github.setWebhookUrl(undefined);
  return { end: () => github.setWebhookUrl(`${server.url}${WEBHOOK_PATH}`) };
}

const sandboxes = async () => {
  const driver = await loadDriver('local');
  const dataDir = `${stage.world.folder}/data/sandboxes`;
  return (await driver.make(driver.settings.parse({}), { dataDir }).list({})).map(one => one.labels.run);
};

describe.concurrent('a pull request', () => {
  test('that is closed in the middle ends its run, which says so', async () => {
    const { at, id } = await underWay();
    const { delivery } = await at.github.closePullRequest(at.repo, at.pr);
    expect(await at.outcome(delivery)).toContain('Cancelled 1');
    const run = await at.runOf(id);
    expect(run.conclusion).toBe('cancelled');
    expect((await at.head()).sha).toBe(at.headSha);
    expect(at.checksOf(run)).toMatchObject([{ conclusion: 'cancelled' }]);
    expect(at.statusOf(run).body).toMatch(/cancelled: \S+ closed the pull request/);
    expect(await sandboxes()).not.toContain(run.id);
  });

  test('that is closed before the start takes its waiting runs with it', async () => {
    const { at, id } = await underWay();
    const second = await at.post('/speckit run -- echo 2 > two.txt');
    await at.outcome(second.delivery);
    await at.github.closePullRequest(at.repo, at.pr);
    const waiting = await at.runOf(second.id);
    expect(waiting).toMatchObject({ conclusion: 'cancelled', attempt: 0 });
    await vi.waitFor(() =>
      expect(at.statusOf(waiting).body).toMatch(/before it started: \S+ closed the pull request/),
    );
    expect((await at.runOf(id)).conclusion).toBe('cancelled');
  });

  test('whose branch is deleted is refused a further run', async () => {
    const at = await stage.scenario();
    await at.github.deleteBranch(at.repo, at.branch);
    expect(await at.reply('/speckit run -- true')).toContain('closed');
  });

  test('whose conversation is locked still gets its commit and its check run', async () => {
    const at = await stage.scenario();
    await at.github.lockConversation(at.repo, at.pr);
    const run = await at.run('/speckit run -- echo made > made.txt');
    expect(run.conclusion).toBe('success');
    expect(at.said()).toEqual([]);
    expect(at.checksOf(run).map(one => one.conclusion)).toEqual(['success', 'success']);
    expect(await at.read('made.txt')).toBe('made\n');
  });

  test('whose conversation is locked in the middle keeps its comment up to date', async () => {
    const { at, gate, id } = await underWay();
    await at.github.lockConversation(at.repo, at.pr);
    await gate.open();
    const run = await at.runOf(id);
    expect(at.statusOf(run).body).toContain('succeeded');
  });
});

describe.concurrent('a repository', () => {
  test('whose rules refuse the commit gets the result on a ref', async () => {
    const at = await stage.scenario();
    await at.github.protectBranch(at.repo, at.branch);
    const run = await at.run('/speckit run -- echo made > made.txt');
    const ref = `refs/speckit/runs/${run.id}`;
    expect(run).toMatchObject({ conclusion: 'failure', commitSha: undefined, resultRef: ref });
    expect((await at.head()).sha).toBe(at.headSha);
    expect((await at.github.readFile(at.repo, ref, 'made.txt'))?.toString()).toBe('made\n');
    const { body } = at.statusOf(run);
    expect(body).toMatch(/protect|rule/);
    expect(body).toContain(`git fetch ${at.github.url}/${at.repo}.git ${ref}`);
    expect(at.checksOf(run)).toMatchObject([{ conclusion: 'failure' }]);
  });

  test('that the App is taken from in the middle: the run ends with the reason, its sandbox is released', async () => {
    const { at, gate, id } = await underWay();
    at.github.uninstall(at.owner);
    await gate.open();
    const run = await at.runOf(id);
    expect(run).toMatchObject({ conclusion: 'failure', commitSha: undefined });
    expect(run.outcome?.error).toMatchObject({
      code: 'auth',
      message: expect.stringContaining('not installed'),
    });
    expect(await sandboxes()).not.toContain(run.id);
    // Installed again, the person sees what happened and can go on.
    at.github.install(at.owner);
    await at.reply(`/speckit status ${run.id}`);
    expect(at.statusOf(run).body).toContain('not installed');
    const again = await at.run('/speckit retry', 'alice', () => true);
    await gate.open();
    expect((await stage.world.run(again.id)).conclusion).toBe('success');
  });

  test('whose tokens are revoked in the middle gets new ones', async () => {
    const { at, gate, id } = await underWay();
    at.github.expireTokens(at.owner);
    await gate.open();
    expect((await at.runOf(id)).conclusion).toBe('success');
    expect(await at.read('made.txt')).toBe('made\n');
  });

  test('that does not grant what the commit needs is told so, with what to do', async () => {
    const at = await stage.scenario();
    const permissions = { contents: 'read', pull_requests: 'write', checks: 'write', issues: 'write' };
    at.github.install(at.owner, { permissions });
    const run = await at.run('/speckit run -- echo made > made.txt');
    expect(run).toMatchObject({ conclusion: 'failure', commitSha: undefined });
    const { body } = at.statusOf(run);
    expect(body).toContain('does not grant what this run needs');
    expect(body).toContain("Accept the App's new permissions");
    expect(at.checksOf(run)).toMatchObject([{ conclusion: 'failure' }]);
  });
});

test('a pull request that is closed without our hearing of it gets no commit', async () => {
  const { at, gate, id } = await underWay();
  const deaf = goDeaf();
  await at.github.closePullRequest(at.repo, at.pr);
  deaf.end();
  await gate.open();
  const run = await at.runOf(id);
  expect(run.commitSha).toBeUndefined();
  expect(run.outcome?.title).toContain('closed');
  expect((await at.head()).sha).toBe(at.headSha);
  expect(at.statusOf(run).body).toContain('closed');
});

test('a pull request whose branch is deleted in the middle loses nothing', async () => {
  const { at, gate, id } = await underWay();
  const deaf = goDeaf();
  await at.github.deleteBranch(at.repo, at.branch);
  deaf.end();
  await gate.open();
  const run = await at.runOf(id);
  expect(run.commitSha).toBeUndefined();
  expect(at.statusOf(run).body).toMatch(/branch|closed/);
  const ref = `refs/speckit/runs/${run.id}`;
  expect((await at.github.readFile(at.repo, ref, 'made.txt'))?.toString()).toBe('made\n');
  expect(await at.github.refs(at.repo)).not.toHaveProperty(`refs/heads/${at.branch}`);
  expect(await sandboxes()).not.toContain(run.id);
});

test('answers of GitHub that get lost make nothing twice', async () => {
  const at = await stage.scenario();
  const lost: string[] = [];
  const undo = at.github.onRequest(({ method, path, body }) => {
    if (method !== 'POST' || !path.includes(`/${at.repo}/`)) return undefined;
    const ours = path.endsWith('/check-runs') || String(body.body).startsWith('<!-- speckit-remote');
    if (!ours || lost.includes(path)) return undefined;
    lost.push(path);
    return { status: 502, body: { message: 'Server Error' }, apply: true };
  });
  const run = await at.run('/speckit run -- echo made > made.txt');
  undo();
  expect(lost).toHaveLength(2);
  expect(run.conclusion).toBe('success');
  expect(at.said()).toEqual([at.statusOf(run)]);
  expect(at.checksOf(run, at.headSha)).toMatchObject([{ conclusion: 'success' }]);
});

test.each([
  ['a mistake', '/speckit rnu', 'There is no command `rnu`'],
  ['a refused command', '/speckit run plann', 'There is no phase `plann`'],
  ['a question', '/speckit help', '/speckit retry'],
])('an answer to %s is given once, also when GitHub loses its own', async (_what, body, answer) => {
  const at = await stage.scenario();
  let posted = 0;
  const undo = at.github.onRequest(({ method, path }) => {
    if (method !== 'POST' || !path.endsWith(`/${at.repo}/issues/${at.pr}/comments`)) return undefined;
    // The first is the person's own.
    return ++posted === 2 ? { status: 502, body: { message: 'Server Error' }, apply: true } : undefined;
  });
  expect(await at.reply(body)).toContain(answer);
  undo();
  expect(posted).toBe(2);
  expect(at.said()).toHaveLength(1);
});

test('an outage of GitHub while a request is judged only delays it', async () => {
  const at = await stage.scenario();
  let failures = 0;
  const undo = at.github.onRequest(({ method, path }) => {
    if (method !== 'GET' || !path.includes(`/${at.repo}/pulls/${at.pr}`) || failures > 5) return undefined;
    failures++;
    return { status: 503, body: { message: 'Service Unavailable' } };
  });
  const run = await at.run('/speckit run -- echo made > made.txt');
  undo();
  expect(failures).toBe(6);
  expect(run.conclusion).toBe('success');
  expect(await at.runs()).toHaveLength(1);
});

test('a commit whose answer gets lost is made once', async () => {
  const at = await stage.scenario();
  const lost: string[] = [];
  const undo = at.github.onRequest(({ method, path, body }) => {
    const update = path.endsWith('/graphql') && String(body.query).includes('updateRefs');
    if (method === 'GET' || !(update || path.includes(`/${at.repo}/git/`)) || lost.includes(path))
      return undefined;
    lost.push(path);
    return { status: 502, body: { message: 'Bad Gateway' }, apply: true };
  });
  const run = await at.run('/speckit run -- echo made > made.txt');
  undo();
  expect(lost.length).toBeGreaterThan(1);
  expect(run.conclusion).toBe('success');
  expect(await at.head()).toMatchObject({ sha: run.commitSha, parents: [at.headSha] });
});

import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { lives } from '../support/processes.ts';
import { running, type Scenario } from './support/scenario.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();

/** Fails until the branch has `again.txt`. */
const FICKLE = '/speckit run -- test -e again.txt && echo done > done.txt';

async function failedOnce(): Promise<{ at: Scenario; run: string; check: number }> {
  const at = await stage.scenario();
  const run = await at.run(FICKLE);
  expect(run.conclusion).toBe('failure');
  const [check] = at.checksOf(run);
  await at.github.commit(at.repo, at.branch, { 'again.txt': 'now\n' });
  return { at, run: run.id, check: check?.id ?? 0 };
}

describe.concurrent('a run is tried again by', () => {
  test('the Retry button of its check run', async () => {
    const { at, run, check } = await failedOnce();
    const second = await at.runFrom(await at.github.requestedAction(at.repo, check, 'retry', 'alice'));
    expect(second).toMatchObject({ conclusion: 'success', sender: { login: 'alice' } });
    expect(second.id).not.toBe(run);
    expect(await at.read('done.txt')).toBe('done\n');
    expect(at.said()).toHaveLength(2);
    expect(at.statusOf(second).body).toContain('succeeded');
  });

  test("GitHub's Re-run", async () => {
    const { at, check } = await failedOnce();
    const second = await at.runFrom(await at.github.rerequestCheckRun(at.repo, check, 'alice'));
    expect(second.conclusion).toBe('success');
    expect((await at.head()).message).toContain(`Speckit-Run: ${second.id}`);
  });

  test("GitHub's Re-run all: each command on that commit once", async () => {
    const at = await stage.scenario();
    for (const body of ['/speckit run -- false', '/speckit run -- exit 2', '/speckit run -- false'])
      await at.run(body);
    const outcome = await at.outcome(await at.github.rerequestCheckSuite(at.repo, at.headSha, 'alice'));
    expect(outcome.match(/is queued/g)).toHaveLength(2);
    const runs = await vi.waitFor(async () => {
      const all = await at.runs();
      expect(all.map(one => one.conclusion)).toEqual(Array(5).fill('failure'));
      return all;
    }, 200_000);
    expect(
      runs
        .slice(0, 2)
        .map(one => one.outcome?.exitCode)
        .sort(),
    ).toEqual([1, 2]);
  });

  test('/speckit retry, which takes the newest run', async () => {
    const { at } = await failedOnce();
    expect((await at.run('/speckit retry')).conclusion).toBe('success');
  });

  test('/speckit retry with a run of its own', async () => {
    const { at, run } = await failedOnce();
    await at.run('/speckit run -- true');
    const again = await at.run(`/speckit retry ${run}`);
    expect(again.work).toMatchObject({
      work: { kind: 'shell', command: expect.stringContaining('again.txt') },
    });
    expect(await at.read('done.txt')).toBe('done\n');
  });

  test('nobody without permission, whichever button they press', async () => {
    const { at, check } = await failedOnce();
    const delivery = await at.github.requestedAction(at.repo, check, 'retry', 'bob');
    expect(await at.outcome(delivery)).toContain('has no write permission');
    expect(await at.runs()).toHaveLength(1);
    const [decision] = await at.decisions();
    expect(decision).toMatchObject({ sender: 'bob', allowed: false });
  });

  test('nothing where there is none', async () => {
    const at = await stage.scenario();
    for (const command of ['retry', 'status', 'cancel'])
      expect(await at.reply(`/speckit ${command}`)).toContain(
        'There has been no run on this pull request yet',
      );
    await at.run('/speckit run -- true');
    expect(await at.reply('/speckit retry r000000000000')).toContain('There is no run `r000000000000`');
  });
});

describe('a label', () => {
  let at: Scenario;
  beforeAll(async () => {
    at = await stage.scenario();
    at.github.setPermission(at.repo, 'carol', 'triage');
  });

  test('starts its phase and is taken off', async () => {
    const { delivery } = await at.github.label({ ...at, label: 'speckit:plan', sender: 'alice' });
    const run = await at.runFrom(delivery);
    expect(run).toMatchObject({
      sender: { login: 'alice' },
      work: { work: { kind: 'phase', phase: 'plan' } },
    });
    expect(at.checksOf(run)).toMatchObject([{ name: 'speckit / plan' }]);
    expect(await at.github.labels(at.repo, at.pr)).toEqual([]);
    // Set again it is another request.
    const again = await at.github.label({ ...at, label: 'speckit:plan', sender: 'alice' });
    expect((await at.runFrom(again.delivery)).id).not.toBe(run.id);
  });

  test.each([
    ['speckit:specify', 'alice', 'The phase `specify` needs a description'],
    ['speckit:plann', 'alice', 'Did you mean `plan`'],
    ['speckit:plan', 'carol', '`carol` has no write permission'],
  ])('%s of %s gets a reply and is taken off', async (label, sender, answer) => {
    const [said, before] = [at.said().length, await at.runs()];
    const { delivery } = await at.github.label({ ...at, label, sender });
    await at.outcome(delivery);
    expect(at.said().at(-1)?.body).toContain(answer);
    expect(at.said()).toHaveLength(said + 1);
    expect(await at.github.labels(at.repo, at.pr)).toEqual([]);
    expect(await at.runs()).toEqual(before);
  });

  test('of somebody else is left alone', async () => {
    const { delivery } = await at.github.label({ ...at, label: 'bug', sender: 'alice' });
    await delivery?.finished;
    expect(await stage.isStored(delivery?.guid ?? '')).toBe(false);
    expect(await at.github.labels(at.repo, at.pr)).toEqual(['bug']);
  });
});

describe.concurrent('questions', () => {
  test('a label on a plain issue gets one reply, and goes', async () => {
    const at = await stage.scenario();
    const { number: issue } = await at.github.openIssue(at.repo, 'alice', 'A wish');
    const { delivery } = await at.github.labelIssue({
      ...{ repo: at.repo, issue, label: 'speckit:plan', sender: 'alice' },
    });
    expect(await at.outcome(delivery)).toMatch(/^Refused/);
    const said = at.github.comments(at.repo, issue);
    expect(said.map(one => one.body)).toEqual([expect.stringContaining('works on pull requests')]);
    expect(await at.github.labels(at.repo, issue)).toEqual([]);
  });

  test('on a plain issue get one reply; other talk gets none', async () => {
    const at = await stage.scenario();
    const issue = await at.github.openIssue(at.repo, 'alice', 'A wish');
    await at.github.commentIssue({
      ...at,
      issue: issue.number,
      user: 'alice',
      body: 'Thanks!\n\n> /speckit run plan',
    });
    const { delivery } = await at.github.commentIssue({
      ...at,
      issue: issue.number,
      user: 'alice',
      body: '/speckit run plan',
    });
    expect(await at.outcome(delivery)).toMatch(/^Refused/);
    const replies = at.github
      .comments(at.repo, issue.number)
      .filter(one => one.user === at.github.app.botLogin);
    expect(replies.map(one => one.body)).toEqual([expect.stringContaining('works on pull requests')]);
  });

  test('help lists commands, flags, phases and what the repository adds', async () => {
    const at = await stage.scenario({
      files: {
        '.github/speckit.yml': 'profiles: { quick: { timeout: 5m } }\n',
        '.specify/extensions/team/extension.yml': 'provides: { commands: [{ name: speckit.team.review }] }\n',
      },
    });
    const said = await at.reply('/speckit help');
    for (const word of ['/speckit retry', '--feature', 'specify', 'team.review', '`quick`'])
      expect(said).toContain(word);
    expect(await at.decisions()).toMatchObject([{ allowed: true, command: '/speckit help' }]);
  });

  test('status refreshes the comment that is there and makes no other', async () => {
    const at = await stage.scenario();
    const gate = stage.gate();
    const first = await at.post(`/speckit run -- ${gate.wait}`);
    await gate.reached();
    const waiting = await at.run('/speckit run -- true', 'alice', () => true);
    const before = at.said().length;
    expect(await at.reply('/speckit status')).toBe('');
    expect(at.statusOf(waiting).body).toContain('1 before it');
    const run = await at.runOf(first.id, running);
    expect(await at.reply(`/speckit status ${run.id}`)).toBe('');
    expect(at.statusOf(run).body).toContain('is running');
    expect(at.said()).toHaveLength(before);
    await gate.open();
    await at.runOf(first.id);
    await stage.world.run(waiting.id);
    await at.reply(`/speckit status ${run.id}`);
    expect(at.statusOf(run).body).toContain('succeeded');
    // As long as its sandbox is being released, a run is not over, but its end is told.
    const { database } = stage.world.server.context.store;
    await database.query(`UPDATE speckit.runs SET state = 'running' WHERE id = $1`, [run.id]);
    await at.reply(`/speckit status ${run.id}`);
    await database.query(`UPDATE speckit.runs SET state = 'ended' WHERE id = $1`, [run.id]);
    expect(at.statusOf(run).body).toContain('succeeded');
    expect(at.said()).toHaveLength(before);
  });

  test('status brings back a comment that somebody deleted', async () => {
    const at = await stage.scenario();
    const run = await at.run('/speckit run -- true');
    const { token } = at.github.addUser(at.owner);
    const comment = `${at.github.apiUrl}/repos/${at.repo}/issues/comments/${at.statusOf(run).id}`;
    const deleted = await fetch(comment, { method: 'DELETE', headers: { authorization: `token ${token}` } });
    expect(deleted.status).toBe(204);
    expect(await at.reply('/speckit status')).toContain('succeeded');
    expect(at.statusOf(run).body).toContain('succeeded');
  });
});

describe.concurrent('cancel', () => {
  test('ends the processes of a running one, says by whom and releases the sandbox', async () => {
    const at = await stage.scenario();
    const gate = stage.gate();
    const { id } = await at.post(`/speckit run -- echo half > half.txt; sleep 5017 & pwd; ${gate.wait}`);
    await gate.reached();
    expect(lives('sleep', '5017')).toBe(true);
    await at.outcome((await at.post('/speckit cancel')).delivery);
    const run = await at.runOf(id);
    expect(run.conclusion).toBe('cancelled');
    const [check] = at.checksOf(run);
    expect(check).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
    expect(check?.title).toBe('The run was cancelled by alice.');
    expect(at.statusOf(run).body).toContain('The run was cancelled by alice.');
    const [, folder = ''] = check?.text?.split('\n') ?? [];
    expect(lives('sleep', '5017')).toBe(false);
    await expect(readdir(path.dirname(folder))).rejects.toThrow(/ENOENT/);
    expect(await at.read('half.txt')).toBeUndefined();
    expect(await at.reply('/speckit cancel')).toContain('has ended already: cancelled');
  });

  test('ends a queued one before it starts, and the one in front goes on', async () => {
    const at = await stage.scenario();
    const gate = stage.gate();
    const first = await at.post(`/speckit run -- ${gate.wait}; echo one > one.txt`);
    await gate.reached();
    const waiting = await at.run('/speckit run -- echo two > two.txt', 'alice', () => true);
    await at.outcome((await at.post(`/speckit cancel ${waiting.id}`)).delivery);
    const cancelled = await stage.world.run(waiting.id);
    expect(cancelled).toMatchObject({ conclusion: 'cancelled', attempt: 0 });
    expect(at.checksOf(cancelled)).toMatchObject([{ conclusion: 'cancelled' }]);
    expect(at.statusOf(cancelled).body).toContain('cancelled by alice before it started');
    await gate.open();
    expect((await at.runOf(first.id)).conclusion).toBe('success');
    expect(await at.read('one.txt')).toBe('one\n');
    expect(await at.read('two.txt')).toBeUndefined();
    // The pull request is free again.
    expect((await at.run('/speckit run -- true')).conclusion).toBe('success');
  });

  test('of one whose result is being published is answered there', async () => {
    const at = await stage.scenario();
    const begun = Promise.withResolvers<void>();
    const undo = at.github.onRequest(({ method, path }) => {
      if (method !== 'POST' || !path.includes(`/${at.repo}/git/`)) return undefined;
      begun.resolve();
      return { status: 503, body: { message: 'Service Unavailable' } };
    });
    const { id } = await at.post('/speckit run -- echo made > made.txt');
    await begun.promise;
    const { store } = stage.world.server.context;
    const heard = Promise.withResolvers<unknown>();
    const watch = store.watchCancel((await at.runOf(id, () => true)).id, heard.resolve);
    await at.post('/speckit cancel');
    await heard.promise;
    watch.stop();
    undo();
    const run = await at.runOf(id);
    expect(run.conclusion).toBe('success');
    expect(await at.read('made.txt')).toBe('made\n');
    expect(at.statusOf(run).body).toContain('cancelled when its work was done');
  });

  test('is not for everybody', async () => {
    const at = await stage.scenario();
    const gate = stage.gate();
    const { id } = await at.post(`/speckit run -- ${gate.wait}`);
    await gate.reached();
    expect(await at.reply('/speckit cancel', 'bob')).toContain('has no write permission');
    await gate.open();
    expect((await at.runOf(id)).conclusion).toBe('success');
  });
});

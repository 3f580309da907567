import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { lines, running } from './support/scenario.ts';
import { useStage } from './support/stage.ts';

const stage = useStage();

describe.concurrent('a shell command', () => {
  test('lands as one commit of the App, with the person as co-author', async () => {
    const at = await stage.scenario();
    const { id, status, delivery } = await at.post(
      '/speckit run -- echo hi; echo one > made.txt; rm src/b.txt',
    );
    expect(status).toBe(200);
    await at.outcome(delivery);
    const run = await at.runOf(id);
    expect(run.conclusion).toBe('success');

    const head = await at.head();
    expect(head).toMatchObject({ sha: run.commitSha, parents: [at.headSha], verified: true });
    expect(head.sent).toEqual({ author: undefined, committer: undefined, signature: undefined });
    expect(head.message).toMatch(/^Co-authored-by: alice <\d+\+alice@users\.noreply\./m);
    expect(head.message).toMatch(new RegExp(`^Speckit-Run: ${run.id}$`, 'm'));
    expect(await at.read('made.txt')).toBe('one\n');
    expect(await at.read('src/b.txt')).toBeUndefined();
    expect(await at.read('feature.txt')).toBe('first\n');

    const checks = at.checksOf(run);
    expect(checks.map(check => check.headSha).sort()).toEqual([at.headSha, head.sha].sort());
    for (const check of checks) {
      expect(check).toMatchObject({ name: 'speckit / shell', status: 'completed', conclusion: 'success' });
      expect(check.text).toBe('```\nhi\n```');
      expect(check.summary).toContain('made.txt');
      expect(check.actions).toMatchObject([{ identifier: 'retry' }]);
    }

    const comment = at.statusOf(run);
    expect(at.said()).toEqual([comment]);
    expect(comment.body).toContain(`Committed as [\`${head.sha.slice(0, 7)}\`]`);
    // Waiting, running, ended: one text for each.
    expect(comment.edits.length).toBeLessThanOrEqual(2);
    await vi.waitFor(() =>
      expect(at.github.reactions(id).map(one => one.content)).toEqual(['eyes', 'rocket']),
    );
    expect(await at.decisions()).toMatchObject([{ sender: 'alice', allowed: true, run: run.id, pr: at.pr }]);
  });

  test('that changes nothing makes no commit and says so', async () => {
    const at = await stage.scenario();
    const run = await at.run('/speckit run -- true');
    expect(run).toMatchObject({ conclusion: 'success', commitSha: undefined });
    expect((await at.head()).sha).toBe(at.headSha);
    expect(at.statusOf(run).body).toContain('nothing to commit');
    expect(at.checksOf(run)).toMatchObject([{ headSha: at.headSha, conclusion: 'success' }]);
  });

  test('that fails commits nothing, keeps what it made and says how it failed', async () => {
    const at = await stage.scenario();
    const run = await at.run('/speckit run -- echo half > half.txt; exit 3');
    expect(run).toMatchObject({ conclusion: 'failure', commitSha: undefined });
    expect((await at.head()).sha).toBe(at.headSha);
    const ref = `refs/speckit/runs/${run.id}`;
    expect(await at.github.refs(at.repo)).toHaveProperty(ref);
    expect((await at.github.readFile(at.repo, ref, 'half.txt'))?.toString()).toBe('half\n');
    const { body } = at.statusOf(run);
    expect(body).toContain('exit code 3');
    expect(body).toContain(ref);
    expect(at.checksOf(run)).toMatchObject([{ conclusion: 'failure' }]);
  });

  test('leaves no sandbox behind', async () => {
    const at = await stage.scenario();
    const run = await at.run('/speckit run -- pwd; sleep 60 & ');
    const [check] = at.checksOf(run);
    const cwd = check?.text?.split('\n')[1] ?? '';
    expect(cwd).toContain(stage.world.folder);
    await expect(readdir(path.dirname(cwd))).rejects.toThrow(/ENOENT/);
  });

  test('from a code block below runs line by line', async () => {
    const at = await stage.scenario();
    const run = await at.run('/speckit run --\n```sh\nword=two\necho "$word" > "a b.txt"\n```');
    expect(run.conclusion).toBe('success');
    expect(await at.read('a b.txt')).toBe('two\n');
  });
});

test('a check run shows the output while the command runs', async () => {
  const at = await stage.scenario();
  const gate = stage.gate();
  const { id } = await at.post(`/speckit run -- echo first sign of life; ${gate.wait}`);
  const run = await at.runOf(id, running);
  await vi.waitFor(
    () => {
      const [check] = at.checksOf(run);
      expect(check).toMatchObject({ status: 'in_progress', title: 'Running', conclusion: null });
      expect(check?.text).toContain('first sign of life');
    },
    { timeout: 30_000, interval: 50 },
  );
  expect(at.statusOf(run).body).toContain(`/speckit cancel ${run.id}`);
  await gate.open();
  expect((await at.runOf(id)).conclusion).toBe('success');
});

describe.concurrent('a branch that moves', () => {
  test('without overlap gets the commit on top of where it is now', async () => {
    const at = await stage.scenario();
    const gate = stage.gate();
    const { id } = await at.post(`/speckit run -- sed -i s/a1$/A1/ src/a.txt; ${gate.wait}`);
    await gate.reached();
    const pushed = await at.github.commit(at.repo, at.branch, {
      'src/a.txt': lines('a').replace('a10', 'TEN'),
    });
    await gate.open();
    const run = await at.runOf(id);
    expect(run.conclusion).toBe('success');
    expect((await at.head()).parents).toEqual([pushed]);
    expect(await at.read('src/a.txt')).toBe(lines('a').replace('a1\n', 'A1\n').replace('a10', 'TEN'));
    expect(at.statusOf(run).body).toContain(`on top of ${pushed}`);
  });

  test('with overlap keeps its commit; the result waits on a ref', async () => {
    const at = await stage.scenario();
    const gate = stage.gate();
    const { id } = await at.post(`/speckit run -- sed -i s/a5/mine/ src/a.txt; ${gate.wait}`);
    await gate.reached();
    const pushed = await at.github.commit(at.repo, at.branch, {
      'src/a.txt': lines('a').replace('a5', 'theirs'),
    });
    await gate.open();
    const run = await at.runOf(id);
    const ref = `refs/speckit/runs/${run.id}`;
    expect(run).toMatchObject({ conclusion: 'conflict', commitSha: undefined, resultRef: ref });
    expect((await at.head()).sha).toBe(pushed);
    expect((await at.github.readFile(at.repo, ref, 'src/a.txt'))?.toString()).toContain('mine');
    const { body } = at.statusOf(run);
    expect(body).toContain('src/a.txt');
    expect(body).toContain(ref);
    expect(at.checksOf(run)).toMatchObject([{ conclusion: 'action_required' }]);
  });

  test('by force is still merged by content', async () => {
    const at = await stage.scenario();
    const gate = stage.gate();
    const { id } = await at.post(`/speckit run -- echo new > new.txt; ${gate.wait}`);
    await gate.reached();
    const forced = await at.github.forcePush(at.repo, at.branch, { 'feature.txt': 'rewritten\n' });
    await gate.open();
    const run = await at.runOf(id);
    expect(run.conclusion).toBe('success');
    expect((await at.head()).parents).toEqual([forced]);
    expect(await at.read('feature.txt')).toBe('rewritten\n');
    expect(await at.read('new.txt')).toBe('new\n');
  });

  test('before the start moves the run, which says so', async () => {
    const at = await stage.scenario();
    const gate = stage.gate();
    await at.post(`/speckit run -- ${gate.wait}`);
    await gate.reached();
    const second = await at.post('/speckit run -- cp feature.txt copy.txt');
    await at.outcome(second.delivery);
    const pushed = await at.github.commit(at.repo, at.branch, { 'feature.txt': 'second\n' });
    await gate.open();
    const run = await at.runOf(second.id);
    expect(run).toMatchObject({ conclusion: 'success', headSha: pushed });
    expect(await at.read('copy.txt')).toBe('second\n');
    expect(at.statusOf(run).body).toContain('The branch moved since the request');
    expect(at.checksOf(run, at.headSha)).toMatchObject([{ conclusion: 'cancelled' }]);
    expect(at.checksOf(run, pushed)).toMatchObject([{ conclusion: 'success' }]);
    await at.reply(`/speckit status ${run.id}`);
    expect(at.statusOf(run).body).toContain('The branch moved since the request');
  });

  test('is no reason to leave the commit of --sha: that run is refused', async () => {
    const at = await stage.scenario();
    const gate = stage.gate();
    await at.post(`/speckit run -- ${gate.wait}`);
    await gate.reached();
    const second = await at.post(`/speckit run --sha ${at.headSha} -- echo x > x.txt`);
    await at.outcome(second.delivery);
    await at.github.commit(at.repo, at.branch, { 'feature.txt': 'second\n' });
    await gate.open();
    const run = await at.runOf(second.id);
    expect(run).toMatchObject({ conclusion: 'failure', headSha: at.headSha });
    expect(at.statusOf(run).body).toContain(at.headSha);
    expect(await at.read('x.txt')).toBeUndefined();
  });

  test('has to be at --sha when the request comes', async () => {
    const at = await stage.scenario();
    const said = await at.reply(`/speckit run --sha ${'0'.repeat(40)} -- true`);
    expect(said).toContain(at.headSha);
    expect(await at.runs()).toEqual([]);
    const run = await at.run(`/speckit run --sha ${at.headSha} -- true`);
    expect(run.conclusion).toBe('success');
    await at.github.commit(at.repo, at.branch, { 'feature.txt': 'second\n' });
    expect(await at.reply('/speckit retry')).toContain(at.headSha);
  });
});

describe.concurrent('excludes', () => {
  test('are neither sent nor taken back', async () => {
    const at = await stage.scenario({
      files: {
        '.github/speckit.yml': 'exclude: ["*.secret", "/build/"]\n',
        'token.secret': 'kept\n',
        'build/old.txt': 'old\n',
      },
    });
    const command =
      'ls -R; echo new > other.secret; mkdir -p build; echo b > build/new.txt; echo s > seen.txt';
    const run = await at.run(`/speckit run -- ${command}`);
    expect(run.outcome?.changes).toEqual([{ path: 'seen.txt', status: 'added' }]);
    expect(at.checksOf(run)[0]?.text).not.toMatch(/token\.secret|old\.txt/);
    expect(await at.read('token.secret')).toBe('kept\n');
    expect(await at.read('build/old.txt')).toBe('old\n');
    expect(await at.read('other.secret')).toBeUndefined();
  });
});

test('a command finds no credential of GitHub or of the server around it', async () => {
  const at = await stage.scenario();
  const run = await at.run('/speckit run -- env; cat .git/config; git remote -v');
  const { text } = at.checksOf(run)[0] ?? {};
  expect(text).toContain('HOME=');
  expect(text).not.toMatch(/ghs_|x-access-token|PRIVATE_KEY|WEBHOOK_SECRET|extraheader/i);
  expect(at.github.tokens().every(({ repositories }) => repositories !== 'all')).toBe(true);
});

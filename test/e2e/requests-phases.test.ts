import { describe, expect, test } from 'vitest';
import { SCRIPTED_AGENT, specifyForTests } from '../support/specify.ts';
import { EVERYWHERE, useStage } from './support/stage.ts';

const specify = await specifyForTests();
const stage = useStage({
  profile: {
    local: { path: [specify.bin] },
    set: { SPECKIT_INTEGRATION_CLAUDE_EXECUTABLE: SCRIPTED_AGENT, SCRIPTED_AGENT_PACE: '0' },
  },
  variables: { GEMINI_API_KEY: 'a-key-that-opens-nothing' },
  config: { variables: { GEMINI_API_KEY: { repositories: EVERYWHERE } } },
});

const SPEC = '# Feature Specification: A cart\n\nNothing open.\n';

describe.skipIf(specify.skip).concurrent('phases of the real Spec Kit', () => {
  test('asked for in one go run in order, and each commits', async () => {
    const at = await stage.scenario();
    const posted = [];
    for (const command of [
      'specify A cart that remembers\nIts contents stay for a week.',
      'plan No database',
      'tasks',
      'implement',
    ])
      posted.push(await at.post(`/speckit run ${command}`));
    const runs = [];
    for (const { id } of posted) runs.push(await at.runOf(id));
    expect(runs.map(run => run.conclusion)).toEqual(Array(4).fill('success'));

    const commits = await Promise.all(runs.map(run => at.github.commitOf(at.repo, run.commitSha ?? '')));
    expect(commits.map(one => one.parents)).toEqual([
      [at.headSha],
      ...commits.slice(0, 3).map(one => [one.sha]),
    ]);
    expect(commits[0]?.message).toContain('Spec Kit was set up in this repository first');
    for (const { message } of commits.slice(1)) expect(message).not.toContain('set up');

    const directory = runs[0]?.outcome?.changes.find(one => one.path.endsWith('/spec.md'))?.path ?? '';
    expect(directory).toMatch(/^specs\/001-[a-z-]+\/spec\.md$/);
    const feature = directory.replace('/spec.md', '');
    expect(await at.read(directory)).toContain('Its contents stay for a week');
    expect(await at.read(`${feature}/plan.md`)).toContain('No database');
    expect(await at.read(`${feature}/tasks.md`)).toContain('- [x] T001');
    expect(await at.read(`src/${feature.replace('specs/', '')}.txt`)).toContain('scripted agent');

    const tree = (await at.github.tree(at.repo, at.branch)).map(one => one.path);
    expect(tree.filter(file => file.startsWith('.specify/workflows/runs'))).toEqual([]);
    const { store } = stage.world.server.context;
    for (const run of runs) {
      for (const sha of [run.headSha, run.commitSha])
        expect(at.checksOf(run, sha)).toMatchObject([{ conclusion: 'success' }]);
      expect((await store.readRunState(run.id))?.length).toBeGreaterThan(100);
    }
    expect(at.github.checkRuns(at.repo, commits[1]?.sha).map(one => one.name)).toContain('speckit / plan');
  });

  test('that leave questions open are never green, and show them', async () => {
    const at = await stage.scenario();
    const asking = await at.run('/speckit run specify A cart that remembers [[agent: ask]]');
    expect(asking.conclusion).toBe('action_required');
    expect(at.statusOf(asking).body).toContain('for how long is it kept?');
    expect(await at.read(asking.outcome?.changes.at(-1)?.path ?? '')).toContain('NEEDS CLARIFICATION');
    expect(at.checksOf(asking).map(one => one.conclusion)).toEqual(['action_required', 'action_required']);

    const clarify = await at.run('/speckit run clarify');
    expect(clarify).toMatchObject({ conclusion: 'action_required', commitSha: undefined });
    expect(at.statusOf(clarify).body).toContain('For how long is the entered data kept?');

    const silent = await at.run('/speckit run clarify [[agent: nothing]]');
    expect(silent).toMatchObject({ conclusion: 'action_required', commitSha: undefined });
    expect(at.statusOf(silent).body).toContain('for how long is it kept?');

    const answered = await at.run('/speckit run clarify\nA: 30 days');
    expect(answered.conclusion).toBe('success');
    expect(await at.read(answered.outcome?.changes[0]?.path ?? '')).toContain('30 days');
  });

  test('whose agent fails are red, and what it made is kept off the branch', async () => {
    const at = await stage.scenario({ change: { 'specs/001-cart/spec.md': SPEC } });
    const run = await at.run('/speckit run plan [[agent: exit 7]]');
    expect(run).toMatchObject({ conclusion: 'failure', commitSha: undefined });
    expect((await at.head()).sha).toBe(at.headSha);
    expect(at.statusOf(run).body).toContain('The phase `plan` failed');
    expect(at.checksOf(run)[0]?.text).toContain("The model's service refused the request.");
  });

  test('that change nothing say so', async () => {
    const at = await stage.scenario({
      change: { 'specs/001-cart/spec.md': SPEC, 'specs/001-cart/tasks.md': '- [x] T1' },
    });
    await at.run('/speckit run constitution');
    const run = await at.run('/speckit run analyze [[agent: nothing]]');
    expect(run).toMatchObject({ conclusion: 'success', commitSha: undefined });
    expect(at.statusOf(run).body).toContain('nothing to commit');
  });

  test('whose agent commits by itself still make one commit of the App', async () => {
    const at = await stage.scenario();
    const run = await at.run('/speckit run specify A cart that remembers [[agent: commit]]');
    expect(run.conclusion).toBe('success');
    const head = await at.head();
    expect(head).toMatchObject({ sha: run.commitSha, parents: [at.headSha], verified: true });
    expect(head.message).not.toContain('Work of the scripted agent');
  });

  test.each([
    ['gemini', 'missing', 'The program of the agent `gemini` is not installed'],
    ['codex', 'auth', 'The agent `codex` has no key: `CODEX_API_KEY` or `OPENAI_API_KEY`'],
  ])('for %s, whose program or key is not there, say so (%s)', async (agent, code, message) => {
    const at = await stage.scenario();
    const run = await at.run(`/speckit run --agent ${agent} specify A cart`);
    expect(run).toMatchObject({ conclusion: 'failure', commitSha: undefined });
    expect(run.outcome?.error).toMatchObject({ code, message: expect.stringContaining(message) });
    expect(at.statusOf(run).body).toContain(message);
  });

  test('that could be for several features list them, and take the one that is named', async () => {
    const at = await stage.scenario({
      files: { 'specs/001-cart/spec.md': SPEC, 'specs/002-search/spec.md': SPEC },
    });
    const unclear = await at.run('/speckit run plan');
    expect(unclear.conclusion).toBe('failure');
    const { body } = at.statusOf(unclear);
    for (const word of ['`specs/001-cart`', '`specs/002-search`', '--feature']) expect(body).toContain(word);
    const run = await at.run('/speckit run --feature 002 plan');
    expect(run.conclusion).toBe('success');
    expect(await at.read('specs/002-search/plan.md')).toContain('Implementation Plan');
    expect(await at.read('specs/001-cart/plan.md')).toBeUndefined();
  });

  test('without a feature say how to start one', async () => {
    const at = await stage.scenario();
    const run = await at.run('/speckit run tasks');
    expect(run.conclusion).toBe('failure');
    expect(at.statusOf(run).body).toContain('/speckit run specify');
  });

  test('work in the project directory of a monorepo', async () => {
    const at = await stage.scenario({
      files: { '.github/speckit.yml': 'project: apps/shop\n', 'apps/shop/package.json': '{}\n' },
    });
    const run = await at.run('/speckit run specify A cart that remembers');
    expect(run.conclusion).toBe('success');
    const paths = run.outcome?.changes.map(one => one.path) ?? [];
    expect(paths.filter(file => !file.startsWith('apps/shop/'))).toEqual([]);
    expect(paths).toContainEqual(expect.stringMatching(/^apps\/shop\/specs\/001-.*\/spec\.md$/));
    const tree = (await at.github.tree(at.repo, at.branch)).map(one => one.path);
    expect(tree.filter(file => file.includes('workflows/runs'))).toEqual([]);
    const plan = await at.run('/speckit run plan');
    expect(plan.outcome?.changes.map(one => one.path)).toContainEqual(
      expect.stringMatching(/^apps\/shop\/specs\/001-.*\/plan\.md$/),
    );
  });

  test("that the project's own extension brings run as well, by comment and by label", async () => {
    const at = await stage.scenario();
    await at.run('/speckit run constitution Every change has a test');
    await at.github.commit(at.repo, at.branch, {
      '.specify/extensions/team/extension.yml': 'provides: { commands: [{ name: speckit.team.review }] }\n',
      '.claude/skills/speckit-team-review/SKILL.md': '---\nname: speckit-team-review\n---\nReview it.\n',
    });
    const run = await at.run('/speckit run team.review the cart');
    expect(run.conclusion).toBe('success');
    expect(at.checksOf(run)[0]?.name).toBe('speckit / team.review');
    const { delivery } = await at.github.label({ ...at, label: 'speckit:team.review', sender: 'alice' });
    expect((await at.runFrom(delivery)).conclusion).toBe('success');
    expect(await at.reply('/speckit run team.revew')).toContain('Did you mean `team.review`?');
  });
});

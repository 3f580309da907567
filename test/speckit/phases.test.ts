import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQuestions } from '../../shared/speckit/questions.ts';
import { specifyForTests } from '../support/specify.ts';
import { AGENT_DIR, type Bench, makeBench } from './bench.ts';

const specify = await specifyForTests();

describe.skipIf(specify.skip)('phases by the real specify', () => {
  let bench: Bench;
  const feature = 'specs/001-notes';

  beforeAll(async () => {
    bench = await makeBench([specify.bin, AGENT_DIR]);
  });
  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
  });

  it('sets Spec Kit up in a bare checkout and says so', async () => {
    const run = await bench.run({
      phase: 'specify',
      text: 'Keep short notes. They are searched by word.',
      feature,
    });
    expect(run.outcome).toMatchObject({ status: 'completed' });
    expect(run.setUp).toEqual(['spec-kit']);
    expect(run.output).toContain('Spec Kit is set up for claude');
    const spec = await bench.sh(`cat ${feature}/spec.md`);
    expect(spec).toContain('# Feature Specification: Keep short notes');
    expect(spec).toContain('They are searched by word');
    expect(openQuestions([{ path: `${feature}/spec.md`, content: spec }], run.output)).toEqual([]);
  });

  it('sets nothing up a second time, and finds the feature by the variable alone', async () => {
    await bench.sh('rm -f .specify/feature.json');
    const run = await bench.run({ phase: 'plan', text: 'No database', feature });
    expect(run.outcome.status).toBe('completed');
    expect(run.setUp).toEqual([]);
    expect(await bench.sh(`cat ${feature}/plan.md`)).toContain('No database');
  });

  it.each([
    ['checklist', `${feature}/checklists/review.md`, 'CHK001'],
    ['tasks', `${feature}/tasks.md`, '- [ ] T001'],
    ['implement', `${feature}/tasks.md`, '- [x] T001'],
    ['constitution', '.specify/memory/constitution.md', 'Constitution'],
  ])('runs %s', async (phase, file, expected) => {
    const run = await bench.run({ phase, text: '', feature });
    expect(run.outcome.status).toBe('completed');
    expect(await bench.sh(`cat ${file}`)).toContain(expected);
  });

  it('adds the extension that a bundled phase needs', async () => {
    const run = await bench.run({ phase: 'bug.assess', text: 'It crashes on Monday' });
    expect(run.outcome.status).toBe('completed');
    expect(run.setUp).toEqual(['extension bug']);
    expect(await bench.sh('cat .specify/bugs/scripted/assessment.md')).toContain('It crashes on Monday');
    expect((await bench.run({ phase: 'bug.fix', text: '' })).setUp).toEqual([]);
  });

  it("runs a project's own command", async () => {
    await bench.sh(
      'mkdir -p .claude/skills/speckit-deploy && echo x > .claude/skills/speckit-deploy/SKILL.md',
    );
    const run = await bench.run({ phase: 'deploy', text: 'now' });
    expect(run.outcome.status).toBe('completed');
    expect(run.output).toContain('.claude/skills/speckit-deploy/SKILL.md');
  });

  it('refuses a command that the project does not have, which the agent would only shrug at', async () => {
    const run = await bench.run({ phase: 'nosuch', text: '' });
    expect(run.outcome).toMatchObject({ status: 'failed', error: { code: 'missing' } });
    expect(run.outcome).toMatchObject({ error: { message: expect.stringContaining('speckit.nosuch') } });
  });

  it('refuses an agent that the project is not set up for', async () => {
    await bench.sh(`ln -sf ${AGENT_DIR}/claude ../codex`);
    const env = { SPECKIT_INTEGRATION_CODEX_EXECUTABLE: '../codex' };
    const run = await bench.run({ phase: 'plan', text: '', feature, agent: 'codex' }, env);
    expect(run.outcome).toMatchObject({ status: 'failed', error: { code: 'missing' } });
    expect(run.outcome).toMatchObject({
      error: { hint: expect.stringContaining('integration install codex') },
    });
  });

  it('shows what clarify asks, and takes the answers of the next run', async () => {
    const asked = await bench.run({ phase: 'clarify', text: '', feature });
    expect(asked.outcome.status).toBe('completed');
    expect(openQuestions([], asked.output)).toEqual([
      { text: 'For how long is the entered data kept? (FR-001)' },
    ]);
    const answered = await bench.run({ phase: 'clarify', text: 'Q: how long?\nA: 90 days', feature });
    const spec = { path: `${feature}/spec.md`, content: await bench.sh(`cat ${feature}/spec.md`) };
    expect(spec.content).toContain('→ A: 90 days');
    expect(openQuestions([spec], answered.output)).toEqual([]);
  });

  it('keeps its run state out of everything but one folder', async () => {
    await bench.sh('git add -A && git -c user.name=t -c user.email=t@t commit -qm all');
    await bench.run({ phase: 'analyze', text: '', feature });
    const changed = (await bench.sh('git status --porcelain -uall')).trim().split('\n');
    expect(changed.every(line => line.includes('.specify/workflows/runs/'))).toBe(true);
  });

  it('starts other agents too, and gives codex its key under the name that it reads', async () => {
    await using other = await makeBench([specify.bin]);
    const recorder = '#!/bin/sh\nprintf "%s\\n" "$CODEX_API_KEY" "$@"\n';
    await other.sandbox.writeFile(`${other.sandbox.home}/codex`, Buffer.from(recorder), { mode: 0o755 });
    const env = { SPECKIT_INTEGRATION_CODEX_EXECUTABLE: '../codex', OPENAI_API_KEY: 'only-this' };
    const run = await other.run({ phase: 'specify', text: 'x', feature, agent: 'codex' }, env);
    expect(run.outcome.status).toBe('completed');
    expect(run.output).toContain('only-this\nexec\n$speckit-specify x\n--dangerously-bypass');
  });
});

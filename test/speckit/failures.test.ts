import { copyFile, mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phaseScript } from '../../shared/speckit/command.ts';
import { readOutcome } from '../../shared/speckit/outcome.ts';
import { openQuestions } from '../../shared/speckit/questions.ts';
import { readPhaseResult } from '../../shared/speckit/result.ts';
import { SCRIPTED_AGENT, specifyForTests } from '../support/specify.ts';
import { AGENT_DIR, type Bench, makeBench } from './bench.ts';

const specify = await specifyForTests();
const names = { phase: 'specify', agent: 'claude' };
const feature = 'specs/001-x';

describe.skipIf(specify.skip)('a phase that does not work out', () => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await makeBench([specify.bin, AGENT_DIR]);
  });
  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
  });

  it('fails with the agent, and names its exit code', async () => {
    const run = await bench.run({ phase: 'specify', text: 'x [[agent: exit 3]]', feature });
    expect(run.outcome).toMatchObject({ status: 'failed', step: 'phase', error: { code: 'rejected' } });
    expect(run.outcome).toMatchObject({ error: { message: expect.stringContaining('code 3') } });
    expect(run.output).toContain('refused the request');
  });

  it('passes on what an agent prints, whatever it is', async () => {
    const run = await bench.run({
      phase: 'specify',
      text: 'x [[agent: garbage]] [[agent: flood 300000]]',
      feature,
    });
    expect(run.outcome.status).toBe('completed');
    expect(run.output.length).toBeGreaterThan(300_000);
    expect(run.output.includes('broken')).toBe(true);
  });

  it('completes without a change', async () => {
    await bench.sh('git add -A && git -c user.name=t -c user.email=t@t commit -qm all');
    const run = await bench.run({ phase: 'specify', text: 'x [[agent: nothing]]', feature });
    expect(run.outcome.status).toBe('completed');
    expect(await bench.sh('git status --porcelain | grep -v workflows/runs || true')).toBe('');
  });

  it('has open questions after an agent that left markers', async () => {
    const run = await bench.run({ phase: 'specify', text: 'Keep notes [[agent: ask]]', feature });
    const spec = { path: `${feature}/spec.md`, content: await bench.sh(`cat ${feature}/spec.md`) };
    expect(openQuestions([spec], run.output)).toEqual([
      { text: 'for how long is it kept?', path: `${feature}/spec.md` },
    ]);
  });

  it('leaves no result when it is killed', async () => {
    const abort = new AbortController();
    const program = phaseScript({ ...names, text: '[[agent: hang]]', feature, home: bench.sandbox.home });
    for (const file of program.files) await bench.sandbox.writeFile(file.path, file.content);
    const seen: string[] = [];
    const running = bench.sandbox.exec(['sh', '-c', `(${program.script}) 2>&1`], {
      env: program.env,
      signal: abort.signal,
      onStdout: chunk => {
        seen.push(Buffer.from(chunk).toString());
        if (seen.join('').includes('Thinking')) abort.abort(new Error('cancelled by the test'));
      },
    });
    await expect(running).rejects.toThrow('cancelled by the test');
    const { outcome } = await readPhaseResult(bench.sandbox, 143, names);
    expect(outcome.status).toBe('missing');
  });

  it('reads the report of a workflow that waits at a gate, as Spec Kit writes it', async () => {
    const gate = { id: 'review', type: 'gate', message: 'Is it good?', options: ['approve', 'reject'] };
    const workflow = {
      schema_version: '1.0',
      workflow: { id: 'g', name: 'g', version: '1.0.0' },
      steps: [gate],
    };
    await bench.sandbox.writeFile(`${bench.repo}/../gate.yml`, Buffer.from(JSON.stringify(workflow)));
    const json = await bench.sh('specify workflow run ../gate.yml --json </dev/null');
    expect(readOutcome(Buffer.from(json), 0, names)).toMatchObject({
      status: 'paused',
      step: 'review',
      error: { message: 'The workflow waits for a decision: Is it good? (approve, reject)' },
    });
  });

  it('says that the agent is not installed', async () => {
    await using bare = await makeBench([specify.bin]);
    const env = { SPECKIT_INTEGRATION_CLAUDE_EXECUTABLE: 'no-such-claude' };
    const run = await bare.run({ phase: 'specify', text: 'x', feature }, env);
    expect(run.exitCode).toBe(83);
    expect(run.outcome).toMatchObject({ status: 'failed', error: { code: 'missing' } });
    expect(run.outcome).toMatchObject({ error: { message: expect.stringContaining('agent `claude`') } });
    expect(await bare.sh('ls -A')).toBe('.git\n');
  });

  it('says that Spec Kit is not installed', async () => {
    const run = await bench.run(
      { phase: 'specify', text: 'x', feature },
      { PATH: `${AGENT_DIR}:/usr/bin:/bin` },
    );
    expect(run.exitCode).toBe(82);
    expect(run.outcome).toMatchObject({ error: { message: expect.stringContaining('`specify`') } });
  });

  it('refuses a project that is not set up, where setting up is off', async () => {
    await using bare = await makeBench([specify.bin, AGENT_DIR]);
    const run = await bare.run({ phase: 'specify', text: 'x', feature, initialise: false });
    expect(run.outcome).toMatchObject({ status: 'failed', error: { code: 'config' } });
  });

  it('refuses a project directory that does not exist', async () => {
    const run = await bench.run({ phase: 'specify', text: 'x', feature, projectDir: 'packages/none' });
    expect(run.outcome).toMatchObject({ status: 'failed', error: { code: 'config' } });
  });

  it('shows what specify says when it cannot set an agent up', async () => {
    await using bare = await makeBench([specify.bin, AGENT_DIR]);
    const env = { SPECKIT_INTEGRATION_NOSUCH_EXECUTABLE: 'claude' };
    const run = await bare.run({ phase: 'specify', text: 'x', feature, agent: 'nosuch' }, env);
    expect(run.exitCode).toBe(85);
    expect(run.output).toContain('nosuch');
  });

  it('works in one project of a monorepo, with an agent that the repository carries', async () => {
    await using mono = await makeBench([specify.bin]);
    await mkdir(`${mono.repo}/packages/api/.demo`, { recursive: true });
    await copyFile(SCRIPTED_AGENT, `${mono.repo}/packages/api/.demo/claude`);
    const env = { SPECKIT_INTEGRATION_CLAUDE_EXECUTABLE: '.demo/claude' };
    const run = await mono.run(
      { phase: 'specify', text: 'An API', feature, projectDir: 'packages/api' },
      env,
    );
    expect(run.outcome.status).toBe('completed');
    expect(await mono.sh(`cat packages/api/${feature}/spec.md`)).toContain('An API');
    expect(await mono.sh('ls -A')).toBe('.git\npackages\n');
    const plan = await mono.run({ phase: 'plan', text: '', feature, projectDir: 'packages/api' }, env);
    expect(plan.outcome.status).toBe('completed');
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectRunState, MAX_RUN_STATE_BYTES, runStatePath } from '../../shared/speckit/run-state.ts';
import { specifyForTests } from '../support/specify.ts';
import { AGENT_DIR, type Bench, makeBench } from './bench.ts';

const specify = await specifyForTests();
const RUNS = runStatePath();

describe.skipIf(specify.skip)("Spec Kit's run state", () => {
  let bench: Bench;
  let runId = '';

  beforeAll(async () => {
    bench = await makeBench([specify.bin, AGENT_DIR]);
    const run = await bench.run({ phase: 'specify', text: 'x', feature: 'specs/001-x' });
    if (run.outcome.status === 'completed') runId = run.outcome.runId;
  });
  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
  });

  it('comes as a small tar that another checkout of Spec Kit understands', async () => {
    const state = await collectRunState(bench.sandbox, { runId });
    if (!('tar' in state)) throw new Error(`skipped: ${state.skipped}`);
    expect(state.tar.length).toBeLessThan(20_000);

    await using other = await makeBench([specify.bin, AGENT_DIR]);
    await other.run({ phase: 'constitution', text: 'x' });
    await other.sandbox.writeFile(`${other.sandbox.home}/state.tgz`, state.tar);
    await other.sh(`mkdir -p ${RUNS} && tar -xzf ../state.tgz -C ${RUNS}`);
    const status = JSON.parse(await other.sh(`specify workflow status ${runId} --json`));
    expect(status).toMatchObject({ run_id: runId, status: 'completed' });
  });

  it.each([
    ['a run that does not exist', 'ffffffff'],
    ['a way out of the folder', '../../..'],
    ['nothing', ''],
  ])('takes none for %s', async (_name, id) => {
    expect(await collectRunState(bench.sandbox, { runId: id })).toEqual({ skipped: 'none' });
  });

  it('follows no link', async () => {
    await bench.sh(`ln -s /etc ${RUNS}/linked`);
    expect(await collectRunState(bench.sandbox, { runId: 'linked' })).toEqual({ skipped: 'none' });
  });

  it('leaves out what is too large', async () => {
    await bench.sh(
      `mkdir ${RUNS}/big && head -c ${2 * MAX_RUN_STATE_BYTES} /dev/urandom > ${RUNS}/big/state.json`,
    );
    expect(await collectRunState(bench.sandbox, { runId: 'big' })).toEqual({ skipped: 'too large' });
  });

  it('is found in a project of a monorepo', () => {
    expect(runStatePath('packages/api')).toBe('packages/api/.specify/workflows/runs');
  });
});

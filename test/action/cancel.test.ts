import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EmulatedGitHub } from '../github/index.ts';
import { lives } from '../support/processes.ts';
import { openPlace, type Place, startGitHub } from './support/place.ts';
import type { Job, RunningStep, StepOptions } from './support/runner.ts';

vi.setConfig({ testTimeout: 180_000 });
/** The runner sends SIGTERM after this long, and KILL 2.5 s later. */
const GRACE_MS = 7_500;
let naps = 4100;
let github: EmulatedGitHub;
beforeAll(async () => {
  github = await startGitHub();
});
afterAll(() => github.close());

interface Running {
  place: Place;
  job: Job;
  options: StepOptions;
  step: RunningStep;
  /** Seconds that its command sleeps, which no other one does. */
  nap: string;
}

/** A step whose command is in the middle of its work. */
async function running(before = ''): Promise<Running> {
  const place = await openPlace(github);
  const job = await place.job();
  const nap = String(++naps);
  const options = await place.comment(
    `/speckit run -- ${before} echo begun; echo 1 > made.txt; sleep ${nap}`,
  );
  const step = await job.start(options);
  await step.prints('begun');
  expect(lives('sleep', nap)).toBe(true);
  return { place, job, options, step, nap };
}

const sandboxes = async ({ job }: Running) => {
  const folder = path.join(job.temp, 'speckit-remote', 'sandboxes', 'local');
  return (await readdir(folder)).filter(name => !name.startsWith('.'));
};

describe('a cancelled job', () => {
  it('ends the command and its sandbox within the grace time, and says so', async () => {
    const run = await running();
    await using _job = run.job;
    const at = Date.now();
    run.step.child.kill('SIGINT');
    const end = await run.step.end;
    expect(Date.now() - at).toBeLessThan(GRACE_MS);
    expect(end).toMatchObject({ exitCode: 1, outputs: { status: 'cancelled', conclusion: 'neutral' } });
    expect(lives('sleep', run.nap)).toBe(false);
    expect(await sandboxes(run)).toEqual([]);
    expect(run.place.said()).toEqual([expect.stringContaining('was cancelled')]);
    expect(end.summary).toContain('cancelled');
    const post = await run.job.post(run.options, end.state);
    expect(post).toMatchObject({ exitCode: 0, log: '' });
  });

  it('does so also when the command ignores it', async () => {
    const run = await running("trap '' TERM;");
    await using _job = run.job;
    const at = Date.now();
    run.step.child.kill('SIGINT');
    const end = await run.step.end;
    expect(Date.now() - at).toBeLessThan(GRACE_MS);
    expect(end.outputs.status).toBe('cancelled');
    expect(lives('sleep', run.nap)).toBe(false);
    expect(await sandboxes(run)).toEqual([]);
  });

  it('may be cancelled twice', async () => {
    const run = await running("trap '' TERM;");
    await using _job = run.job;
    run.step.child.kill('SIGINT');
    run.step.child.kill('SIGTERM');
    run.step.child.kill('SIGINT');
    const end = await run.step.end;
    expect(end.outputs.status).toBe('cancelled');
    expect(lives('sleep', run.nap)).toBe(false);
    expect(await sandboxes(run)).toEqual([]);
  });
});

describe('a job that was killed', () => {
  it('is cleaned up by the post step, as often as it runs', async () => {
    const run = await running();
    await using _job = run.job;
    run.step.child.kill('SIGKILL');
    const end = await run.step.end;
    expect(lives('sleep', run.nap)).toBe(true);
    expect(await sandboxes(run)).not.toEqual([]);
    for (let times = 0; times < 2; times++) {
      expect(await run.job.post(run.options, end.state)).toMatchObject({ exitCode: 0, log: '' });
      expect(lives('sleep', run.nap)).toBe(false);
      expect(await sandboxes(run)).toEqual([]);
      expect(run.place.said()).toEqual([
        expect.stringContaining('was stopped before this run came to its end'),
      ]);
    }
    expect(github.checkRuns(run.place.repo)).toMatchObject([
      { status: 'completed', conclusion: 'cancelled' },
    ]);
    const again = await run.job.run(await run.place.comment('/speckit retry -- '));
    expect(again.outputs.status).toBe('refused');
  });

  it('before it began anything leaves nothing to do', async () => {
    const place = await openPlace(github);
    await using job = await place.job();
    expect(await job.post(place.dispatch(), {})).toMatchObject({ exitCode: 0, log: '' });
  });
});

describe('/speckit cancel', () => {
  it('ends the workflow run that works on the run, from a job of its own', async () => {
    const run = await running();
    await using _job = run.job;
    const undo = github.onRequest(({ method, path: asked }) => {
      if (method !== 'POST' || !/\/actions\/runs\/\d+\/cancel$/.test(asked)) return undefined;
      // What GitHub does: the runner of that job gets the signal.
      run.step.child.kill('SIGINT');
      return { status: 202, body: {} };
    });
    await using other = await run.place.job();
    const end = await other.run(await run.place.comment('/speckit cancel'));
    expect(end).toMatchObject({ exitCode: 0 });
    expect((await run.step.end).outputs.status).toBe('cancelled');
    undo();
    const late = await other.run(await run.place.comment('/speckit cancel'));
    expect(late).toMatchObject({ exitCode: 1, outputs: { status: 'refused' } });
    expect(late.log).toContain('has ended already');
  });

  it('says which permission the job lacks', async () => {
    const run = await running();
    await using _job = run.job;
    await using other = await run.place.job();
    const undo = github.onRequest(({ path: asked }) =>
      asked.endsWith('/cancel')
        ? { status: 403, body: { message: 'Resource not accessible by integration' } }
        : undefined,
    );
    const end = await other.run(await run.place.comment('/speckit cancel'));
    undo();
    expect(end.log).toContain('permissions: actions: write');
    run.step.child.kill('SIGTERM');
    await run.step.end;
  });
});

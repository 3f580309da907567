import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DISCARD_MS, GRACE_MS } from '../../action/cancel.ts';
import type { EmulatedGitHub } from '../github/index.ts';
import { lives } from '../support/processes.ts';
import { containersOf, runOf } from './support/conflict.ts';
import { DRIVERS, dockerReady } from './support/drivers.ts';
import { openPlace, type Place, startGitHub } from './support/place.ts';
import type { Job, RunningStep, StepOptions } from './support/runner.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 600_000 });
/** The runner sends SIGTERM so long after SIGINT, and KILL 2.5 s later. */
const RUNNERS_GRACE_MS = 7_500;
let naps = 4100;
let github: EmulatedGitHub;
beforeAll(async () => {
  github = await startGitHub();
  await dockerReady();
});
afterAll(() => github.close());

type Profile = (typeof DRIVERS)[number]['profile'];

interface Running extends AsyncDisposable {
  place: Place;
  job: Job;
  options: StepOptions;
  step: RunningStep;
  /** Seconds that its command sleeps, which no other one does. */
  nap: string;
  /** What there is of its sandbox. */
  sandboxes(): Promise<string[]>;
}

/** A step whose command is in the middle of its work. */
async function running(
  profile: Profile | { driver: 'local' } = { driver: 'local' },
  before = '',
): Promise<Running> {
  const place = await openPlace(github, { config: { profiles: { default: profile } } });
  await using unlessReturned = new AsyncDisposableStack();
  const job = unlessReturned.use(await place.job());
  const nap = String(++naps);
  const options = await place.comment(
    `/speckit run -- ${before} echo begun; echo 1 > made.txt; sleep ${nap}`,
  );
  const step = await job.start(options);
  await step.prints('begun\n');
  await vi.waitFor(() => expect(lives('sleep', nap)).toBe(true), { timeout: 120_000 });
  unlessReturned.move();
  const folder = path.join(job.temp, 'speckit-remote', 'sandboxes', 'local');
  return {
    ...{ place, job, options, step, nap },
    sandboxes: async () =>
      profile.driver === 'docker'
        ? containersOf(runOf(step.log()))
        : (await readdir(folder)).filter(name => !name.startsWith('.')),
    [Symbol.asyncDispose]: () => job[Symbol.asyncDispose](),
  };
}

it('the time that is taken to let go fits into the grace time of the runner', () => {
  expect(GRACE_MS + DISCARD_MS).toBeLessThan(RUNNERS_GRACE_MS);
});

describe.each(DRIVERS)('with the driver $driver', ({ skip, profile }) => {
  describe.skipIf(skip)('a cancelled job', () => {
    it('ends the command and its sandbox at the first signal, and says so', async () => {
      await using run = await running(profile);
      expect(await run.sandboxes()).not.toEqual([]);
      run.step.child.kill('SIGINT');
      const end = await run.step.end;
      expect(end).toMatchObject({ exitCode: 1, outputs: { status: 'cancelled', conclusion: 'neutral' } });
      expect(lives('sleep', run.nap)).toBe(false);
      expect(await run.sandboxes()).toEqual([]);
      expect(run.place.said()).toEqual([expect.stringContaining('was cancelled')]);
      expect(end.summary).toContain('cancelled');
      const post = await run.job.post(run.options, end.state);
      expect(post).toMatchObject({ exitCode: 0, log: '' });
      // Where the sandbox was not gone by then, the post step removes it and shows no other end.
      await run.job.post(run.options, { ...end.state, done: '' });
      expect(run.place.said()).toEqual([expect.stringContaining('was cancelled')]);
    });

    it('does so also when the command ignores it', async () => {
      await using run = await running(profile, "trap '' TERM;");
      run.step.child.kill('SIGINT');
      const end = await run.step.end;
      expect(end.outputs.status).toBe('cancelled');
      expect(lives('sleep', run.nap)).toBe(false);
      expect(await run.sandboxes()).toEqual([]);
    });

    it('may be cancelled twice', async () => {
      await using run = await running(profile, "trap '' TERM;");
      run.step.child.kill('SIGINT');
      run.step.child.kill('SIGTERM');
      run.step.child.kill('SIGINT');
      const end = await run.step.end;
      expect(end.outputs.status).toBe('cancelled');
      await run.job.post(run.options, end.state);
      expect(lives('sleep', run.nap)).toBe(false);
      expect(await run.sandboxes()).toEqual([]);
    });
  });

  it.skipIf(skip)('a job that was killed is cleaned up by the post step, as often as it runs', async () => {
    await using run = await running(profile);
    run.step.child.kill('SIGKILL');
    const end = await run.step.end;
    expect(lives('sleep', run.nap)).toBe(true);
    expect(await run.sandboxes()).not.toEqual([]);
    for (let times = 0; times < 2; times++) {
      expect(await run.job.post(run.options, end.state)).toMatchObject({ exitCode: 0, log: '' });
      expect(lives('sleep', run.nap)).toBe(false);
      expect(await run.sandboxes()).toEqual([]);
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
});

it('a job that was killed before it began anything leaves nothing to do', async () => {
  const place = await openPlace(github);
  await using job = await place.job();
  expect(await job.post(place.dispatch(), {})).toMatchObject({ exitCode: 0, log: '' });
});

describe('/speckit cancel', () => {
  it('ends the workflow run that works on the run, from a job of its own', async () => {
    await using run = await running();
    const undo = github.onRequest(({ method, path: asked }) => {
      if (method !== 'POST' || !/\/actions\/runs\/\d+\/cancel$/.test(asked)) return undefined;
      // What GitHub does: the runner of that job gets the signal.
      run.step.child.kill('SIGINT');
      return { status: 202, body: {} };
    });
    await using other = await run.place.job();
    const end = await other.run(await run.place.comment('/speckit cancel'));
    const ended = await run.step.end;
    expect(end).toMatchObject({ exitCode: 0, outputs: { status: 'completed', conclusion: '' } });
    expect(end.outputs['run-id']).toBe(ended.outputs['run-id']);
    expect(ended.outputs.status).toBe('cancelled');
    undo();
    const late = await other.run(await run.place.comment('/speckit cancel'));
    expect(late).toMatchObject({ exitCode: 1, outputs: { status: 'refused' } });
    expect(late.log).toContain('has ended already');
  });

  it('says which permission the job lacks', async () => {
    await using run = await running();
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

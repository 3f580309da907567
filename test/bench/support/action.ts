import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openPlace, startGitHub } from '../../action/support/place.ts';
import type { Job, StepOptions } from '../../action/support/runner.ts';

const DIST = path.join(import.meta.dirname, '..', '..', '..', 'action', 'dist');

export interface ActionBench extends AsyncDisposable {
  job: Job;
  /** A step of the bundle for a comment that says this. */
  step(body: string): Promise<StepOptions>;
  /** A step of an action that does nothing but print a line. */
  empty: StepOptions;
}

/** The bundle in a folder without `node_modules`, a job on a runner, and an emulated GitHub. */
export async function openActionBench(profile: object): Promise<ActionBench> {
  await using opening = new AsyncDisposableStack();
  const folder = await mkdtemp(path.join(tmpdir(), 'speckit-action-'));
  opening.defer(() => rm(folder, { recursive: true, force: true }));
  const [program, nothing] = [path.join(folder, 'bundle'), path.join(folder, 'empty')];
  await cp(DIST, program, { recursive: true });
  await cp(path.join(DIST, 'package.json'), path.join(nothing, 'package.json'));
  await writeFile(path.join(nothing, 'main.js'), "console.log('hello');\n");
  const github = await startGitHub();
  opening.defer(() => github.close());
  const place = await openPlace(github, { config: { profiles: { default: profile } } });
  const job = opening.use(await place.job());
  const opened = opening.move();
  return {
    job,
    step: async body => ({ ...(await place.comment(body)), program }),
    empty: { ...place.dispatch(), program: nothing },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Milliseconds from the start of a step to the first byte that it prints. */
export async function untilFirstLine(job: Job, options: StepOptions): Promise<number> {
  const start = performance.now();
  const { child, end } = await job.start(options);
  const first = await new Promise<number>(resolve =>
    child.stdout?.once('data', () => resolve(performance.now() - start)),
  );
  await end;
  return first;
}

/** Seconds that a whole step takes. @throws Error when it fails */
export async function wholeStep(job: Job, options: StepOptions): Promise<number> {
  const start = performance.now();
  const { end } = await job.start(options);
  const { exitCode, log } = await end;
  if (exitCode !== 0) throw new Error(`The step ended with ${exitCode}:\n${log}`);
  return (performance.now() - start) / 1000;
}

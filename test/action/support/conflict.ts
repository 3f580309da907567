import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { EmulatedGitHub } from '../../github/index.ts';
import { openPlace, type Place } from './place.ts';
import type { Job, StepEnd } from './runner.ts';

const run = promisify(execFile);

export interface Conflicted {
  place: Place;
  job: Job;
  end: StepEnd;
  /** The first comments of the threads that ask, by path. */
  threads: Record<string, number>;
}

export interface ConflictOptions {
  /** Files that the run and the branch change on the same line. */
  paths?: readonly string[];
  config?: object;
  driver?: 'local' | 'docker';
}

/** A run whose result conflicts: somebody pushed to the same lines while it ran. */
export async function conflicted(github: EmulatedGitHub, options: ConflictOptions = {}): Promise<Conflicted> {
  const { paths = ['src/a.txt'], config, driver = 'local' } = options;
  const files = (line: string) => Object.fromEntries(paths.map(path => [path, `one\n${line}\nthree\n`]));
  const place = await openPlace(github, { change: files('2'), ...(config ? { config } : {}) });
  await using unlessReturned = new AsyncDisposableStack();
  const job = unlessReturned.use(await place.job());
  const go = `/tmp/speckit-go-${crypto.randomUUID()}`;
  const wait = `echo waiting; until [ -e ${go} ]; do sleep 0.05; done`;
  const step = await job.start(
    await place.comment(`/speckit run -- ${wait}; sed -i s/2/run/ ${paths.join(' ')}; echo 1 > other.txt`),
  );
  await step.prints('waiting\n');
  await github.commit(place.repo, place.branch, files('branch'), 'Meanwhile', 'alice');
  if (driver === 'local') await writeFile(go, '');
  else await run('docker', ['exec', await containerOf(step.log()), 'touch', go]);
  const end = await step.end;
  if (driver === 'local') await rm(go);
  unlessReturned.move();
  const asked = github.reviewComments(place.repo, place.pr);
  return { place, job, end, threads: Object.fromEntries(asked.map(({ path, id }) => [path ?? '', id])) };
}

/** The container of the run that a log begins with. */
async function containerOf(log: string): Promise<string> {
  const [container = ''] = await containersOf(runOf(log));
  return container;
}

/** The id of the run that a log begins with. */
export function runOf(log: string): string {
  return /Run (r[0-9a-z]{12}): /.exec(log)?.[1] ?? '';
}

/** Ids of the containers that there are of a run, running or not. */
export async function containersOf(runId: string): Promise<string[]> {
  const { stdout } = await run('docker', ['ps', '-aq', '--filter', `name=${runId}`]);
  return stdout.split('\n').filter(Boolean);
}

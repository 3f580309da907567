import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EmulatedGitHub } from '../../github/index.ts';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
export const SOURCE = path.join(ROOT, 'action');
/** Taking the types out of the sources again for every step is half of its start. */
const COMPILED = path.join(ROOT, '.cache', 'compiled');

export interface StepOptions {
  event: string;
  payload: object;
  inputs?: Record<string, string>;
  /** What the workflow sets for the step. */
  env?: Record<string, string | undefined>;
  actor?: string;
  refName?: string;
  /** The folder of `main.ts`, or of `main.js` for the bundle. */
  program?: string;
}

/** How a step ended, as the runner and later steps see it. */
export interface StepEnd {
  exitCode: number | null;
  /** Standard output and error, in the order they came. */
  log: string;
  outputs: Record<string, string>;
  summary: string;
  state: Record<string, string>;
}

export interface RunningStep {
  child: ChildProcess;
  /** What it has printed up to now. */
  log(): string;
  /** Resolves once it has printed `text`. */
  prints(text: string): Promise<void>;
  end: Promise<StepEnd>;
}

/** One job on a runner: a workspace, a temporary folder, and steps that run as programs of their own. */
export interface Job extends AsyncDisposable {
  /** Absolute. */
  workspace: string;
  temp: string;
  start(options: StepOptions): Promise<RunningStep>;
  run(options: StepOptions): Promise<StepEnd>;
  /** The post step of a step that has ended, or was killed. */
  post(options: StepOptions, state: Record<string, string>): Promise<StepEnd>;
}

export interface JobOptions {
  github: EmulatedGitHub;
  repository: string;
  token: string;
}

let jobs = 9000;

/** A runner's job: the environment and the files are those that GitHub's runner gives a JavaScript action. */
export async function startJob({ github, repository, token }: JobOptions): Promise<Job> {
  const folder = await mkdtemp(path.join(tmpdir(), 'speckit-job-'));
  const [workspace, temp] = [path.join(folder, 'work'), path.join(folder, 'temp')];
  await Promise.all([mkdir(workspace), mkdir(temp)]);
  const runId = String(++jobs);
  let steps = 0;
  const running = new Map<ChildProcess, Promise<unknown>>();

  const launch = async (options: StepOptions, which: 'main' | 'post', state: Record<string, string>) => {
    const files = path.join(folder, `step-${++steps}`);
    await mkdir(files);
    const file = (name: string) => path.join(files, name);
    const inputs: Record<string, string> = {
      'github-token': token,
      'publish-check': 'true',
      ...options.inputs,
    };
    await writeFile(file('event.json'), JSON.stringify(options.payload));
    for (const name of ['output', 'summary', 'state']) await writeFile(file(name), '');
    const env: Record<string, string | undefined> = {
      PATH: process.env.PATH,
      HOME: folder,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: github.apiUrl,
      GITHUB_GRAPHQL_URL: github.graphqlUrl,
      GITHUB_SERVER_URL: github.url,
      GITHUB_REPOSITORY: repository,
      GITHUB_EVENT_NAME: options.event,
      GITHUB_EVENT_PATH: file('event.json'),
      GITHUB_OUTPUT: file('output'),
      GITHUB_STEP_SUMMARY: file('summary'),
      GITHUB_STATE: file('state'),
      GITHUB_WORKSPACE: workspace,
      GITHUB_RUN_ID: runId,
      GITHUB_ACTOR: options.actor ?? 'alice',
      GITHUB_REF_NAME: options.refName ?? 'main',
      RUNNER_TEMP: temp,
      ...((options.program ?? SOURCE) === SOURCE ? { NODE_COMPILE_CACHE: COMPILED } : {}),
      ...Object.fromEntries(
        Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
      ),
      ...Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])),
      ...options.env,
    };
    const program = options.program ?? SOURCE;
    const script = path.join(program, program === SOURCE ? `${which}.ts` : `${which}.js`);
    const child = spawn(process.execPath, [script], {
      env,
      cwd: workspace,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let log = '';
    const heard = new Set<() => void>();
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        log += chunk.toString();
        for (const hear of heard) hear();
      });
    }
    const closed = once(child, 'close');
    running.set(child, closed);
    const end = closed.then(async ([exitCode]): Promise<StepEnd> => {
      running.delete(child);
      const read = async (name: string) => readFile(file(name), 'utf8');
      return {
        exitCode: exitCode as number | null,
        log,
        outputs: parseFile(await read('output')),
        summary: await read('summary'),
        state: parseFile(await read('state')),
      };
    });
    const prints = (text: string) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if (!log.includes(text)) return;
          heard.delete(look);
          resolve();
        };
        heard.add(look);
        look();
        end.then(() => reject(new Error(`It ended without “${text}”:\n${log}`)), reject);
      });
    return { child, log: () => log, prints, end };
  };

  return {
    workspace,
    temp,
    start: options => launch(options, 'main', {}),
    run: async options => (await launch(options, 'main', {})).end,
    post: async (options, state) => (await launch(options, 'post', state)).end,
    async [Symbol.asyncDispose]() {
      // A test that broke off leaves nothing behind: the step lets go of its sandbox at this signal.
      for (const child of running.keys()) child.kill('SIGTERM');
      await Promise.all(running.values());
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The runner's file format: `name<<delimiter`, the value's lines, the delimiter. */
function parseFile(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const [, name, delimiter] = /^(.+?)<<(.+)$/.exec(lines[at] ?? '') ?? [];
    if (name === undefined || delimiter === undefined) continue;
    const end = lines.indexOf(delimiter, at + 1);
    values[name] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return values;
}

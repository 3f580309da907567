import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import type { Run } from '../../../app/store/run-row.ts';
import { WEBHOOK_PATH } from '../../../app/web/routes.ts';
import { openDriver } from '../../../shared/drivers/open.ts';
import { type EmulatedGitHub, startGitHub } from '../../github/index.ts';
import { until } from '../../support/until.ts';
import type { Fault } from './fault.ts';
import { startWorkerProcess, type WorkerProcess } from './worker.ts';

export interface TownOptions {
  /** Absent: the embedded database. */
  databaseUrl?: string;
  /** How many processes are kept at work; the embedded database has one. */
  workers: number;
  /** Whether each has a data folder of its own, as on machines of their own. */
  apart?: boolean;
  /** Of the server, beside those of the suite. */
  server?: object;
  config?: object;
}

/** A pull request with which one point is tried. */
export interface Scene {
  /** `owner/name`. */
  repo: string;
  id: number;
  pr: number;
  branch: string;
  headSha: string;
  /** The command writes a line there each time it is run. */
  mark: string;
}

/** What a worker knows of the newest run of a scene. */
export interface Seen {
  run: Run;
  output: string;
}

export type Point = Omit<Fault, 'token'>;

/** One emulated GitHub, and processes of the App that come and go. */
export interface Town extends AsyncDisposable {
  github: EmulatedGitHub;
  folder: string;
  dataDir: string;
  workers(): readonly WorkerProcess[];
  /** The process that has a run, or had it last. */
  workerOf(seen: Seen): WorkerProcess;
  /** Everything that the workers have logged. */
  logged(): string;
  /** Starts processes until there are as many as there should be. */
  fill(): Promise<void>;
  scene(files?: Record<string, string>): Promise<Scene>;
  /** The next process that makes this call is hit by it. Resolves with a promise of that process. */
  arm(point: Point): Promise<() => Promise<WorkerProcess>>;
  disarm(): Promise<void>;
  seen(scene: Scene): Promise<Seen | undefined>;
  /** Waits until the newest run of a scene is what `is` says (default: ended and shown). */
  reaches(scene: Scene, is?: (seen: Seen) => boolean): Promise<Seen>;
  sql(text: string, params?: unknown[]): Promise<unknown>;
  /** Waits until every stored delivery is handled. */
  handled(): Promise<void>;
  /** Sandboxes that are there. */
  sandboxes(): Promise<string[]>;
}

/** A stall of a loaded machine is no failure. */
const WAIT = { timeout: 150_000, interval: 40 };
/** Short, so that a point costs a second or two. */
const TIMING = { leaseMs: 2_500, showAgainMs: 400, machineWaitMs: 3_000 };

export async function startTown({
  databaseUrl,
  workers: wanted,
  apart,
  server,
  config,
}: TownOptions): Promise<Town> {
  const folder = await mkdtemp(path.join(tmpdir(), 'speckit-faults-'));
  const dataDir = path.join(folder, 'data');
  const configPath = path.join(folder, 'speckit-remote.yml');
  const owners = Array.from({ length: 120 }, (_, index) => `acme-${index}`);
  const whole = {
    serve: { owners },
    concurrency: 4,
    allow: { drivers: ['local', 'docker'] },
    profiles: { default: { driver: 'local' } },
    ...config,
  };
  await writeFile(configPath, stringify(whole));
  const github = await startGitHub({ webhookSecret: 'it is a secret to everybody' });
  const { app } = github;
  const places = Array.from({ length: wanted }, (_, slot) => (apart ? `${dataDir}-${slot}` : dataDir));
  const optionsFor = (place: string) => ({
    variables: {},
    timing: TIMING,
    sweepEveryMs: 1_000,
    ...server,
    environment: {
      appId: String(app.id),
      ...{ privateKey: app.privateKey, webhookSecret: app.webhookSecret },
      ...{ host: '127.0.0.1', port: 0, dataDir: place, configPath },
      github: {
        GITHUB_API_URL: github.apiUrl,
        GITHUB_GRAPHQL_URL: github.graphqlUrl,
        GITHUB_SERVER_URL: github.url,
      },
      ...(databaseUrl ? { databaseUrl } : {}),
    },
  });
  let log = '';
  const slots: (WorkerProcess | undefined)[] = places.map(() => undefined);
  let scenes = 0;
  let tokens = 0;
  const alive = () => slots.filter(worker => worker !== undefined).filter(worker => worker.isAlive());

  const town: Town = {
    github,
    folder,
    dataDir,
    workers: alive,
    workerOf({ run }) {
      const worker = slots.find(one => run.worker?.includes(`-${one?.pid}-`));
      if (!worker) throw new Error(`Nobody is ${run.worker}`);
      return worker;
    },
    logged: () => log,
    async fill() {
      const hear = (text: string) => {
        log += text;
      };
      await Promise.all(
        places.map(async (place, slot) => {
          if (!slots[slot]?.isAlive()) slots[slot] = await startWorkerProcess(optionsFor(place), hear);
        }),
      );
      github.setWebhookUrl(`${slots[0]?.url}${WEBHOOK_PATH}`);
    },
    async scene(files = {}) {
      const owner = owners[scenes++] ?? '';
      const start = { 'README.md': '# Shop\n', ...files };
      const { id, fullName: repo } = await github.createRepository({ owner, name: 'shop', files: start });
      github.addUser('alice');
      github.setPermission(repo, 'alice', 'write');
      const branch = 'feature';
      await github.commit(repo, branch, { 'feature.txt': 'first\n' }, 'Start', 'alice');
      const { number: pr, headSha } = await github.openPullRequest({ repo, head: branch, author: 'alice' });
      return { repo, id, pr, branch, headSha, mark: path.join(folder, `${owner}.ran`) };
    },
    async arm(point) {
      const token = path.join(folder, `hit-${tokens++}`);
      const fault: Fault = { ...point, token };
      const all = alive();
      await Promise.all(all.map(worker => worker.ask({ ask: 'arm', fault })));
      return async () => {
        await until(() => {
          if (!existsSync(token))
            throw new Error(`Nobody came to ${point.when} ${point.match}\n${log.slice(-3_000)}`);
        }, WAIT);
        const hit = point.signal === 'SIGSTOP' ? await stopped(all) : await killed(all);
        await town.disarm();
        return hit;
      };
    },
    async disarm() {
      const armed = alive().filter(({ pid }) => stateOf(pid) !== 'T');
      await Promise.all(armed.map(worker => worker.ask({ ask: 'arm', fault: undefined })));
    },
    async seen({ id: repositoryId, pr }) {
      for (const worker of alive()) {
        if (stateOf(worker.pid) === 'T') continue;
        const found = await worker.ask({ ask: 'run', repositoryId, pr }).catch(() => undefined);
        if (found) return found as Seen;
      }
      return undefined;
    },
    reaches: (scene, is = isOver) =>
      until(async () => {
        const seen = await town.seen(scene);
        if (seen && is(seen)) return seen;
        throw new Error(`The run of ${scene.repo}: ${JSON.stringify(seen)}\n${log.slice(-4_000)}`);
      }, WAIT),
    async sql(text, params = []) {
      const [worker] = alive();
      return worker?.ask({ ask: 'sql', text, params });
    },
    async handled() {
      await until(async () => {
        const open = await town.sql("SELECT id, event, outcome FROM speckit.deliveries WHERE state = 'open'");
        if (!Array.isArray(open) || open.length > 0)
          throw new Error(`${JSON.stringify(open)}\n${log.slice(-4_000)}`);
      }, WAIT);
    },
    async sandboxes() {
      const folders = places.map(place => path.join(place, 'sandboxes', 'local'));
      const names = await Promise.all(folders.map(one => readdir(one).catch(() => [])));
      return names.flat().filter(name => name.endsWith('.json'));
    },
    async [Symbol.asyncDispose]() {
      for (const worker of alive()) worker.signal('SIGKILL');
      await Promise.all(slots.map(worker => worker?.ended));
      await Promise.all(places.map(endSandboxes));
      await github.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
  await town.fill();
  return town;
}

/** Ends what a test that failed has left running. */
async function endSandboxes(place: string): Promise<void> {
  const dataDir = path.join(place, 'sandboxes');
  const driver = await openDriver({ driver: 'local', settings: { path: [] }, dataDir, variables: {} });
  for (const { id } of await driver.list({})) await (await driver.attach(id)).destroy();
}

const isOver = ({ run }: Seen) => run.state === 'ended' && !run.showAt;

async function killed(workers: readonly WorkerProcess[]): Promise<WorkerProcess> {
  const first = await Promise.race(workers.map(worker => worker.ended.then(() => worker)));
  return first;
}

function stopped(workers: readonly WorkerProcess[]): Promise<WorkerProcess> {
  return until(() => {
    const found = workers.find(({ pid }) => stateOf(pid) === 'T');
    if (!found) throw new Error('Nobody is stopped');
    return found;
  }, WAIT);
}

/** The kernel's letter for what a process does; `T` is stopped. */
function stateOf(pid: number): string | undefined {
  try {
    return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/** How often the command of a scene was run. */
export async function timesRun({ mark }: Scene): Promise<number> {
  return (await readFile(mark, 'utf8').catch(() => '')).length / 'once\n'.length;
}

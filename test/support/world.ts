import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import type { AppContext } from '../../app/context.ts';
import { createLog } from '../../app/log.ts';
import type { Role } from '../../app/roles/roles.ts';
import { type RunningServer, startServer, WEBHOOK_PATH } from '../../app/server.ts';
import type { Run } from '../../app/store/run-row.ts';
import { type EmulatedGitHub, type GitHubOptions, startGitHub } from '../github/index.ts';

export interface WorldOptions {
  /** Contents of `speckit-remote.yml`. */
  config?: object;
  /** What the server's environment holds beside its own settings. */
  variables?: Record<string, string>;
  github?: GitHubOptions;
  databaseUrl?: string;
  listen?: AppContext['listen'];
  /** Between two sweeps for left sandboxes; default: as the server has it. */
  sweepEveryMs?: number;
  /** Takes the server's log, a line at a time. */
  log?: (line: string) => void;
  /** Of the first server; default: both. */
  roles?: readonly Role[];
}

/** An emulated GitHub and the App on it, in this process. */
export interface World extends AsyncDisposable {
  github: EmulatedGitHub;
  /** Replaced by {@link World.restart}. */
  server: RunningServer;
  folder: string;
  /** Everything that the server has logged. */
  logged(): string;
  /** Waits until a run is what `until` says (default: ended). */
  run(id: string, until?: (run: Run) => boolean): Promise<Run>;
  /** Waits for the newest run of a pull request. */
  newestRun(repositoryId: number, pr: number, until?: (run: Run) => boolean): Promise<Run>;
  /** Starts another server on the same database, with a data folder of its own; it is stopped with the world. */
  join(roles?: readonly Role[]): Promise<RunningServer>;
  /** Stops the server and starts another on the same data. */
  restart(options?: { config?: object }): Promise<void>;
  close(): Promise<void>;
}

const POLL_MS = 20;

/** Starts both; the App gets its webhooks and reaches the emulated GitHub over loopback, as it would the real one. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const folder = await mkdtemp(path.join(tmpdir(), 'speckit-world-'));
  const github = await startGitHub({ webhookSecret: 'it is a secret to everybody', ...options.github });
  const lines: string[] = [];
  const configPath = path.join(folder, 'speckit-remote.yml');
  const start = async (name: string, roles: readonly Role[] | undefined): Promise<RunningServer> => {
    const { app } = github;
    const variables = { ...options.variables };
    return await startServer({
      variables,
      environment: {
        appId: String(app.id),
        privateKey: app.privateKey,
        webhookSecret: app.webhookSecret,
        host: '127.0.0.1',
        port: 0,
        dataDir: path.join(folder, name),
        ...(roles ? { roles: new Set(roles) } : {}),
        configPath,
        github: {
          GITHUB_API_URL: github.apiUrl,
          GITHUB_GRAPHQL_URL: github.graphqlUrl,
          GITHUB_SERVER_URL: github.url,
        },
        ...(options.databaseUrl ? { databaseUrl: options.databaseUrl } : {}),
      },
      log: createLog({
        level: 'debug',
        secrets: [app.privateKey, app.webhookSecret, ...Object.values(variables)],
        write: line => {
          lines.push(line);
          options.log?.(line);
        },
      }),
      ...(options.listen ? { listen: options.listen } : {}),
      ...(options.sweepEveryMs === undefined ? {} : { sweepEveryMs: options.sweepEveryMs }),
    });
  };
  const startFirst = async (config: object | undefined): Promise<RunningServer> => {
    if (config) await writeFile(configPath, stringify(config));
    const server = await start('data', options.roles);
    github.setWebhookUrl(`${server.url}${WEBHOOK_PATH}`);
    return server;
  };
  const joined: RunningServer[] = [];
  const until = async (look: () => Promise<Run | undefined>, done: (run: Run) => boolean): Promise<Run> => {
    for (;;) {
      const run = await look();
      if (run && done(run)) return run;
      await new Promise(resolve => setTimeout(resolve, POLL_MS));
    }
  };
  const ended = (run: Run) => run.state === 'ended';
  const world: World = {
    github,
    server: await startFirst(options.config ?? {}),
    folder,
    logged: () => lines.join(''),
    run: (id, done = ended) => until(() => world.server.context.store.getRun(id), done),
    newestRun: (repositoryId, pr, done = ended) =>
      until(() => world.server.context.store.newestRun(repositoryId, pr), done),
    async join(roles) {
      const server = await start(`data-${joined.length + 2}`, roles);
      joined.push(server);
      return server;
    },
    async restart(next = {}) {
      github.setWebhookUrl(undefined);
      await world.server.close();
      world.server = await startFirst(next.config);
    },
    async close() {
      await Promise.all([world.server, ...joined].map(server => server.close()));
      await github.close();
      await rm(folder, { recursive: true, force: true });
    },
    [Symbol.asyncDispose]: () => world.close(),
  };
  return world;
}

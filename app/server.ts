import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { createNodeMiddleware, Probot, ProbotOctokit } from 'probot';
import { createMemoryBudget, type PacerStore } from '../shared/github/pacer-store.ts';
import type { AppContext, Timing } from './context.ts';
import { createHook } from './deliveries/hook.ts';
import type { Environment } from './environment.ts';
import { createGitHub } from './github.ts';
import { createHealth } from './health/health.ts';
import { createLog, type Log } from './log.ts';
import { countedStore } from './metrics/counted-store.ts';
import { createMetrics } from './metrics/metrics.ts';
import { ROLES, type Role } from './roles/roles.ts';
import { startWorker, type Worker } from './roles/worker.ts';
import { readServerConfig, secretsOf } from './server-config.ts';
import type { Database } from './store/database.ts';
import { createGitHubBudget } from './store/github-budget.ts';
import { openStore } from './store/store.ts';
import { listen } from './web/listen.ts';
import { routes, WEBHOOK_PATH } from './web/routes.ts';
import { receiveInto } from './webhooks/receive.ts';
import { machineId } from './worker/machine.ts';

export { WEBHOOK_PATH } from './web/routes.ts';

export interface RunningServer {
  /** `http://host:port`. */
  url: string;
  context: AppContext;
  /** Absent where the process only takes webhooks. */
  worker?: Worker;
  /** Takes no new work, lets go of what runs and closes everything. Resolves within 10 s. */
  close(): Promise<void>;
}

export interface ServerOptions {
  environment: Environment;
  /** The whole environment: the values that profiles may pass come from it. */
  variables: Readonly<Record<string, string | undefined>>;
  log?: Log;
  listen?: AppContext['listen'];
  /** Between two looks for sandboxes that nobody needs any more; default 30 s. */
  sweepEveryMs?: number;
  timing?: Timing;
}

/** Starts the App: whatever its roles are in this process, and a port for webhooks and whoever looks after it. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { environment, variables, timing = {} } = options;
  const config = await readServerConfig(environment.configPath);
  const log =
    options.log ??
    createLog({ level: environment.logLevel, secrets: await secretsOf(environment, config, variables) });
  const probot = createProbot(environment, log, timing);
  const roles: ReadonlySet<Role> = environment.roles ?? new Set(ROLES);
  const metrics = createMetrics();
  // A start that fails must leave nothing at work.
  await using opened = new AsyncDisposableStack();
  const store = countedStore(
    await openStore({
      dataDir: environment.dataDir,
      databaseUrl: environment.databaseUrl,
      leaseMs: timing.leaseMs,
      onError: error => log.error({ err: error }, 'database'),
    }),
    metrics,
  );
  opened.defer(() => store.close());
  const github = createGitHub(probot, environment.github, {
    log: { debug: message => log.debug(message) },
    onRate: metrics.rateLeft,
    budget: githubBudget(store.database),
    answerMs: timing.answerMs,
  });
  const context: AppContext = {
    appId: Number(environment.appId),
    config,
    store,
    serverId: await store.serverId(),
    github,
    log,
    dataDir: environment.dataDir,
    machine: await machineId(environment.dataDir),
    timing,
    variables,
    listen(run, event) {
      metrics.hear(run, event);
      options.listen?.(run, event);
    },
  };
  const name = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
  const worker = roles.has('worker')
    ? opened.use(
        await startWorker(context, {
          name,
          hook: createHook(probot),
          onSentAgain: metrics.redelivered,
          sweepEveryMs: options.sweepEveryMs,
        }),
      )
    : undefined;
  metrics.watch({
    sql: store.database,
    ...(worker ? { active: () => worker.queue.active().length, swept: () => worker.sweeper.report() } : {}),
  });
  const health = createHealth({ database: store.database, queueIdleMs: worker?.queue.idleMs });
  const webhook = roles.has('web')
    ? await createNodeMiddleware(receiveInto(store, context.appId, log), {
        probot,
        webhooksPath: WEBHOOK_PATH,
      })
    : undefined;
  const { url, close } = await listen(routes({ health, metrics, webhook }), environment);
  opened.defer(close);
  log.info({ url, worker: name, roles: [...roles], database: store.database.kind }, 'speckit-remote is up');
  const { owners, repositories } = config.serve;
  if (owners.length + repositories.length === 0)
    log.warn(
      `the server works for nobody: name owners or repositories under \`serve\` in ${environment.configPath}`,
    );
  const running = opened.move();
  return {
    url,
    context,
    ...(worker ? { worker } : {}),
    close() {
      health.stop();
      return running.disposeAsync();
    },
  };
}

/** The embedded database has no other process that could spend anything. */
const githubBudget = (database: Database): PacerStore =>
  database.kind === 'pglite' ? createMemoryBudget() : createGitHubBudget(database);

const ANSWER_MS = 60_000;

function createProbot(environment: Environment, log: Log, { answerMs = ANSWER_MS }: Timing): Probot {
  const { appId, privateKey, webhookSecret, github } = environment;
  return new Probot({
    appId,
    privateKey,
    secret: webhookSecret,
    log,
    ...(github.GITHUB_API_URL ? { baseUrl: github.GITHUB_API_URL } : {}),
    // Our pacer keeps to GitHub's documented limits; Probot's fixed second between writes would only add to it.
    Octokit: ProbotOctokit.defaults((options: { request?: object }) => ({
      ...options,
      throttle: { enabled: false },
      // Node's own limit is five minutes, for which every run would wait for a token.
      request: {
        ...options.request,
        fetch: (url: string, init?: RequestInit) =>
          fetch(url, { ...init, signal: init?.signal ?? AbortSignal.timeout(answerMs) }),
      },
    })),
  });
}

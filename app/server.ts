import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import { createNodeMiddleware, Probot, ProbotOctokit } from 'probot';
import { credentialNames } from '../shared/drivers/open.ts';
import { SpeckitError } from '../shared/errors.ts';
import type { ServerConfig } from '../shared/profile/config.ts';
import { parseServerConfig } from '../shared/profile/load.ts';
import type { AppContext } from './context.ts';
import type { Environment } from './environment.ts';
import { type Expiry, startExpiry } from './expiry/expiry.ts';
import { createGitHub } from './github.ts';
import { handleDelivery } from './intake/handle-delivery.ts';
import { createLog, type Log } from './log.ts';
import { startInbox } from './store/inbox.ts';
import { startQueue } from './store/queue.ts';
import { openStore } from './store/store.ts';
import { placeOpener } from './sweeper/place.ts';
import { type Sweeper, startSweeper } from './sweeper/sweeper.ts';
import { receiveInto } from './webhooks/receive.ts';
import { executeRun } from './worker/execute-run.ts';

/** The path that GitHub posts to. */
export const WEBHOOK_PATH = '/api/github/webhooks';

/** GitHub sends at most 25 MB; whoever sends more is not GitHub. */
const MAX_BODY_BYTES = 26 * 1024 * 1024;

export interface RunningServer {
  /** `http://host:port`. */
  url: string;
  context: AppContext;
  sweeper: Sweeper;
  expiry: Expiry;
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
}

/** Starts the App: webhooks, inbox and queue in one process. */
export async function startServer({
  environment,
  variables,
  log: given,
  listen: hear,
  sweepEveryMs,
}: ServerOptions): Promise<RunningServer> {
  const config = await readConfig(environment.configPath);
  const { privateKey, webhookSecret } = environment;
  const log =
    given ??
    createLog({ level: environment.logLevel, secrets: await secretsOf(environment, config, variables) });
  const probot = new Probot({
    appId: environment.appId,
    privateKey,
    secret: webhookSecret,
    log,
    ...(environment.github.GITHUB_API_URL ? { baseUrl: environment.github.GITHUB_API_URL } : {}),
    // Our pacer keeps to GitHub's documented limits; Probot's fixed second between writes would only add to it.
    Octokit: ProbotOctokit.defaults((options: object) => ({ ...options, throttle: { enabled: false } })),
  });
  const github = createGitHub(probot, environment.github, { debug: message => log.debug(message) });
  // A start that fails must leave nothing at work.
  await using opened = new AsyncDisposableStack();
  const store = await openStore({
    dataDir: environment.dataDir,
    databaseUrl: environment.databaseUrl,
    onError: error => log.error({ err: error }, 'database'),
  });
  opened.defer(() => store.close());
  const context: AppContext = {
    appId: Number(environment.appId),
    config,
    store,
    serverId: await store.serverId(),
    github,
    log,
    dataDir: environment.dataDir,
    variables,
    ...(hear ? { listen: hear } : {}),
  };
  const worker = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
  const queue = await startQueue(store.database, store, {
    worker,
    concurrency: config.concurrency,
    handler: (run, signal) => executeRun(context, run, signal),
    onError: (error, run) => log.error({ run, err: error }, 'queue'),
  });
  opened.defer(() => queue.stop({ timeoutMs: 6_000 }));
  const inbox = await startInbox(store.database, {
    worker,
    handle: async delivery => {
      const outcome = await handleDelivery(context, delivery);
      log.info({ delivery: delivery.id, outcome }, 'delivery handled');
      return outcome;
    },
    onError: (error, delivery, final) =>
      log.error({ delivery: delivery?.id, final, err: error }, 'delivery failed'),
  });
  opened.defer(() => inbox.stop({ timeoutMs: 2_000 }));
  const sweeper = startSweeper({
    store,
    log,
    serverId: context.serverId,
    place: placeOpener(context),
    ...(sweepEveryMs === undefined ? {} : { everyMs: sweepEveryMs }),
  });
  opened.defer(() => sweeper.stop());
  const expiry = startExpiry(context);
  opened.defer(() => expiry.stop());
  const middleware = await createNodeMiddleware(receiveInto(store, context.appId, log), {
    probot,
    webhooksPath: WEBHOOK_PATH,
  });
  const http = createServer((request, response) => {
    const refusal = refusedBody(request);
    if (refusal !== undefined) {
      response.writeHead(refusal, { connection: 'close' }).end();
      return;
    }
    void middleware(request, response, () => response.writeHead(404).end());
  });
  const url = await listen(http, environment);
  opened.defer(() => {
    const closed = new Promise<void>(resolve => http.close(() => resolve()));
    http.closeIdleConnections();
    return closed;
  });
  log.info({ url, worker, database: store.database.kind }, 'speckit-remote is up');
  const { owners, repositories } = config.serve;
  if (owners.length + repositories.length === 0)
    log.warn(
      `the server works for nobody: name owners or repositories under \`serve\` in ${environment.configPath}`,
    );
  const running = opened.move();
  return { url, context, sweeper, expiry, close: () => running.disposeAsync() };
}

/** The status for a request whose body may be too large; GitHub always says how long it is. */
function refusedBody({ method, headers }: IncomingMessage): number | undefined {
  const length = headers['content-length'];
  if (method === 'POST' && length === undefined) return 411;
  return Number(length ?? 0) > MAX_BODY_BYTES ? 413 : undefined;
}

async function readConfig(file: string): Promise<ServerConfig> {
  const text = await readFile(file, 'utf8').catch(error => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return parseServerConfig(text);
}

/** Everything that this process knows and nobody may read in a log. */
async function secretsOf(
  { privateKey, webhookSecret, databaseUrl }: Environment,
  config: ServerConfig,
  variables: ServerOptions['variables'],
): Promise<string[]> {
  const names = [...Object.keys(config.variables), ...(await credentialNames())];
  const passed = names.flatMap(name => variables[name] ?? []);
  const password =
    databaseUrl && URL.canParse(databaseUrl) ? decodeURIComponent(new URL(databaseUrl).password) : '';
  return [privateKey, webhookSecret, password, ...passed].filter(Boolean);
}

async function listen(http: Server, { host, port }: Pick<Environment, 'host' | 'port'>): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    http.once('error', cause => {
      const message = `The server cannot listen on ${host}:${port}.`;
      const hint =
        'Another program may have that port, or HOST names no address of this machine: change PORT or HOST.';
      reject(new SpeckitError('config', message, { hint, cause }));
    });
    http.listen(port, host, resolve);
  });
  return `http://${host}:${(http.address() as AddressInfo).port}`;
}

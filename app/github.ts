import type { Probot } from 'probot';
import { type Client, createClient } from '../shared/github/client.ts';
import { type Endpoints, endpoints } from '../shared/github/endpoints.ts';
import { toGitHubError } from '../shared/github/github-error.ts';
import { createPacer, type Pacer } from '../shared/github/pacer.ts';
import { createMemoryBudget, type PacerStore } from '../shared/github/pacer-store.ts';
import type { RateLeft } from '../shared/github/send.ts';
import {
  createTokenThroughApp,
  installationTokens,
  type TokenProvider,
  type TokenRequest,
} from '../shared/github/tokens.ts';

/** One repository of one installation. */
export interface RepositoryAccess {
  installationId: number;
  repositoryId: number;
}

/** What a token may do, by the step that uses it. */
const PERMISSIONS = {
  /** Reads the request's surroundings, answers it and shows the run: works also where results cannot be published. */
  intake: { contents: 'read', pull_requests: 'write', checks: 'write', issues: 'write' },
  /** Publishes a run's result. */
  publish: { contents: 'write', pull_requests: 'write', checks: 'write', issues: 'write' },
  /** Publishes a result that may change workflow files, for an admin who asked for it. */
  apply: { contents: 'write', pull_requests: 'write', checks: 'write', issues: 'write', workflows: 'write' },
  /** Pushes the objects of a large result. */
  push: { contents: 'write' },
  pushWorkflows: { contents: 'write', workflows: 'write' },
  /** Fetches commits into the mirror. */
  fetch: { contents: 'read' },
} as const satisfies Record<string, TokenRequest['permissions']>;

/** Rejects when nothing may be done any more. */
export type Guard = () => Promise<void>;

export interface GitHub {
  endpoints: Endpoints;
  /**
   * A client for one repository, paced together with everything else of its installation. `guard` is asked right before
   * every attempt of every request, and refuses it by rejecting.
   */
  client(access: RepositoryAccess, step: 'intake' | 'publish' | 'apply', guard?: Guard): Client;
  /** A token for git; `guard` as above. */
  gitToken(access: RepositoryAccess, step: 'fetch' | 'push' | 'pushWorkflows', guard?: Guard): TokenProvider;
  /** Whether the installation lets the App write that. */
  grants(access: RepositoryAccess, permission: 'workflows'): Promise<boolean>;
  /** Login of the App's own account, `<slug>[bot]`. */
  botLogin(): Promise<string>;
}

export interface GitHubOptions {
  log: { debug(message: string): void };
  /** Where what an installation has spent of its limits is kept. Default: the memory of this process. */
  budget?: PacerStore;
  /** Told what GitHub says is left of an installation's limits. */
  onRate?: (installationId: number, left: RateLeft) => void;
  /** For how long one request waits for its answer, in milliseconds; default 60 s. */
  answerMs?: number | undefined;
}

/** A server waits for GitHub's hourly limit to be reset, whatever it is about to do: then it happens. */
const MAX_HOLD_MS = 65 * 60_000;
/** Making a client takes about a millisecond; so many are kept for the next use. */
const MAX_CLIENTS = 100;

/** The same GitHub, where every request that has no guard of its own asks this one first. */
export function guarded(github: GitHub, own: Guard): GitHub {
  return {
    ...github,
    client: (access, step, guard = own) => github.client(access, step, guard),
    gitToken: (access, step, guard = own) => github.gitToken(access, step, guard),
  };
}

/** GitHub as this App sees it. `env` holds the `GITHUB_*_URL` variables. */
export function createGitHub(
  probot: Probot,
  env: Readonly<Record<string, string | undefined>>,
  { log, budget = createMemoryBudget(), onRate, answerMs }: GitHubOptions,
): GitHub {
  const urls = endpoints(env);
  const tokens = installationTokens(createTokenThroughApp(() => probot.auth()));
  const pacers = new Map<number, Pacer>();
  const pacerOf = (installationId: number) => {
    const known = pacers.get(installationId);
    if (known) return known;
    const pacer = createPacer({ key: `installation:${installationId}`, store: budget });
    pacers.set(installationId, pacer);
    return pacer;
  };
  const tokenFor = (
    { installationId, repositoryId }: RepositoryAccess,
    step: keyof typeof PERMISSIONS,
    guard: Guard = async () => undefined,
  ): TokenProvider => {
    const permissions = PERMISSIONS[step];
    const token = tokens.tokenFor({ installationId, repositoryIds: [repositoryId], permissions });
    return async rejected => {
      const found = await token(rejected);
      await guard();
      return found;
    };
  };
  const clients = new Map<string, Client>();
  // Octokit logs every request, and every 404 as an error, though a file that isn't there is an answer too.
  const requestLog = { debug() {}, info() {}, warn: log.debug, error: log.debug };
  const newClient: GitHub['client'] = (access, step, guard) =>
    createClient({
      baseUrl: urls.api,
      graphqlUrl: urls.graphql,
      token: tokenFor(access, step, guard),
      pacer: pacerOf(access.installationId),
      send: {
        maxHoldMs: MAX_HOLD_MS,
        ...(answerMs === undefined ? {} : { timeoutMs: answerMs }),
        ...(onRate ? { onRate: left => onRate(access.installationId, left) } : {}),
      },
      log: requestLog,
    });
  let login: Promise<string> | undefined;

  return {
    endpoints: urls,
    client(access, step, guard) {
      // What a guard watches over lives as long as its run.
      if (guard) return newClient(access, step, guard);
      const key = `${access.installationId} ${access.repositoryId} ${step}`;
      const client = clients.get(key) ?? newClient(access, step);
      // The ones that were used last come last.
      clients.delete(key);
      clients.set(key, client);
      for (const [oldest] of clients) if (clients.size > MAX_CLIENTS) clients.delete(oldest);
      return client;
    },
    gitToken: tokenFor,
    grants: ({ installationId }, permission) => readGrant(probot, installationId, permission),
    botLogin() {
      login ??= readBotLogin(probot).catch(error => {
        login = undefined;
        throw error;
      });
      return login;
    },
  };
}

async function readGrant(probot: Probot, installation_id: number, name: 'workflows'): Promise<boolean> {
  try {
    const { data } = await (await probot.auth()).rest.apps.getInstallation({ installation_id });
    return data.permissions[name] === 'write';
  } catch (error) {
    throw toGitHubError(error, 'read what the installation grants');
  }
}

async function readBotLogin(probot: Probot): Promise<string> {
  try {
    const { data } = await (await probot.auth()).rest.apps.getAuthenticated();
    return `${data?.slug}[bot]`;
  } catch (error) {
    throw toGitHubError(error, "read the App's own account");
  }
}

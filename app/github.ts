import type { Probot } from 'probot';
import { type Client, createClient } from '../shared/github/client.ts';
import { type Endpoints, endpoints } from '../shared/github/endpoints.ts';
import { toGitHubError } from '../shared/github/github-error.ts';
import { createPacer, type Pacer } from '../shared/github/pacer.ts';
import { createMemoryBudget } from '../shared/github/pacer-store.ts';
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

export interface GitHub {
  endpoints: Endpoints;
  /** A client for one repository, paced together with everything else of its installation. */
  client(access: RepositoryAccess, step: 'intake' | 'publish' | 'apply'): Client;
  /** A token for git. */
  gitToken(access: RepositoryAccess, step: 'fetch' | 'push' | 'pushWorkflows'): TokenProvider;
  /** Whether the installation lets the App write that. */
  grants(access: RepositoryAccess, permission: 'workflows'): Promise<boolean>;
  /** Login of the App's own account, `<slug>[bot]`. */
  botLogin(): Promise<string>;
}

/** GitHub as this App sees it. `env` holds the `GITHUB_*_URL` variables. */
export function createGitHub(
  probot: Probot,
  env: Readonly<Record<string, string | undefined>>,
  log: { debug(message: string): void },
): GitHub {
  const urls = endpoints(env);
  const tokens = installationTokens(createTokenThroughApp(() => probot.auth()));
  const budget = createMemoryBudget();
  const pacers = new Map<number, Pacer>();
  const pacerOf = (installationId: number) => {
    const known = pacers.get(installationId);
    if (known) return known;
    const pacer = createPacer({ key: `installation:${installationId}`, store: budget });
    pacers.set(installationId, pacer);
    return pacer;
  };
  const tokenFor = ({ installationId, repositoryId }: RepositoryAccess, step: keyof typeof PERMISSIONS) =>
    tokens.tokenFor({ installationId, repositoryIds: [repositoryId], permissions: PERMISSIONS[step] });
  // Octokit logs every request, and every 404 as an error, though a file that isn't there is an answer too.
  const requestLog = { debug() {}, info() {}, warn: log.debug, error: log.debug };
  let login: Promise<string> | undefined;

  return {
    endpoints: urls,
    client: (access, step) =>
      createClient({
        baseUrl: urls.api,
        graphqlUrl: urls.graphql,
        token: tokenFor(access, step),
        pacer: pacerOf(access.installationId),
        log: requestLog,
      }),
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

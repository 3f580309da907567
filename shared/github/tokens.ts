import { setTimeout as pause } from 'node:timers/promises';
import { SpeckitError } from '../errors.ts';
import { isRateLimit, statusOf, toGitHubError } from './github-error.ts';

/**
 * Gives a token that is valid for some minutes at least. Whoever met a 401 names the token that GitHub refused and
 * gets another one, since tokens can also end early.
 */
export type TokenProvider = (refused?: string) => Promise<string>;

export interface TokenRequest {
  installationId: number;
  /** The only repositories that the token may touch. */
  repositoryIds: readonly number[];
  /** Permission → level, such as `{ contents: 'write' }`; nothing else is granted. */
  permissions: Readonly<Record<string, 'read' | 'write'>>;
}

export interface TokenGrant {
  token: string;
  expiresAt: Date;
}

export type CreateToken = (request: TokenRequest) => Promise<TokenGrant>;

export interface InstallationTokens {
  /** One provider for each use; equal requests share a token. */
  tokenFor(request: TokenRequest): TokenProvider;
}

/** A token is replaced this long before GitHub lets it expire (after an hour). */
const RENEW_BEFORE_MS = 5 * 60_000;

/** Scoped installation tokens, kept until shortly before they expire. `now` is for tests. */
export function installationTokens(
  createToken: CreateToken,
  now: () => number = Date.now,
): InstallationTokens {
  const grants = new Map<string, Promise<TokenGrant>>();

  const renewed = async (
    key: string,
    request: TokenRequest,
    old: TokenGrant | undefined,
  ): Promise<TokenGrant> => {
    try {
      return await patiently(() => createToken(request));
    } catch (error) {
      const failure = toTokenError(error);
      // A short outage must not end a run whose old token has some minutes left.
      if (old && failure.retryable && old.expiresAt.getTime() > now()) return old;
      grants.delete(key);
      throw failure;
    }
  };

  return {
    tokenFor(request) {
      const key = keyOf(request);
      return async refused => {
        const known = grants.get(key);
        const grant = await known;
        const valid = grant && grant.token !== refused;
        if (valid && grant.expiresAt.getTime() - RENEW_BEFORE_MS > now()) return grant.token;
        // Whoever comes first renews; those who waited for the same old grant take that renewal.
        const current = grants.get(key);
        if (current !== known && current !== undefined) return (await current).token;
        const next = renewed(key, request, valid ? grant : undefined);
        grants.set(key, next);
        return (await next).token;
      };
    },
  };
}

/** The part of an App-authenticated Octokit that makes tokens; Probot's `await app.auth()` has it. */
export interface AppOctokit {
  rest: {
    apps: {
      createInstallationAccessToken(parameters: {
        installation_id: number;
        repository_ids: number[];
        permissions: Record<string, 'read' | 'write'>;
      }): Promise<{ data: { token: string; expires_at: string } }>;
    };
  };
}

/** Makes tokens by REST as the App, which goes to the App's own base URL (`octokit.auth` would not). */
export function createTokenThroughApp(app: () => Promise<AppOctokit>): CreateToken {
  return async ({ installationId, repositoryIds, permissions }) => {
    const octokit = await app();
    const { data } = await octokit.rest.apps.createInstallationAccessToken({
      installation_id: installationId,
      repository_ids: [...repositoryIds],
      permissions: { ...permissions },
    });
    return { token: data.token, expiresAt: new Date(data.expires_at) };
  };
}

function keyOf({ installationId, repositoryIds, permissions }: TokenRequest): string {
  const levels = Object.entries(permissions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([installationId, repositoryIds.toSorted(), levels]);
}

/** A limit that names no time lasts a minute at least. */
const UNTIMED_MS = 60_000;
const MAX_WAITS = 5;

/** Makes a token, also where a rate limit of the App itself is in the way for a while. */
async function patiently(create: () => Promise<TokenGrant>): Promise<TokenGrant> {
  for (let waits = 0; ; waits++) {
    try {
      return await create();
    } catch (error) {
      if (!isRateLimit(error) || waits === MAX_WAITS) throw error;
      const { response } = error as { response?: { headers?: Record<string, unknown> } };
      const seconds = Number(response?.headers?.['retry-after'] ?? Number.NaN);
      await pause(Number.isNaN(seconds) ? UNTIMED_MS : Math.min(seconds * 1000, UNTIMED_MS));
    }
  }
}

function toTokenError(error: unknown): SpeckitError {
  if (isRateLimit(error)) return toGitHubError(error, 'create a token for the repository');
  switch (statusOf(error)) {
    case 404:
      return new SpeckitError('auth', 'The App is not installed on this repository any more.', {
        hint: "Install it again from the App's page, then use `/speckit retry`.",
        cause: error,
      });
    case 403:
      return new SpeckitError('denied', 'The installation of the App on this account is suspended.', {
        hint: "Unsuspend it in the account's settings under Applications, then use `/speckit retry`.",
        cause: error,
      });
    case 422:
      return new SpeckitError('denied', 'The installation does not grant what this run needs.', {
        hint: "Accept the App's new permissions and add this repository in the installation's settings.",
        cause: error,
      });
    default:
      return toGitHubError(error, 'create a token for the repository');
  }
}

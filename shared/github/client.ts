import { Octokit } from '@octokit/rest';
import { statusOf } from './github-error.ts';
import type { Pacer } from './pacer.ts';
import { type Answer, type Parameters, type SendOptions, sendPaced } from './send.ts';
import type { TokenProvider } from './tokens.ts';

/** Octokit's REST methods and GraphQL, authenticated, paced and retried; made by {@link createClient}. */
export type Client = Octokit;

/** A repository as its owner's login and its name. */
export interface RepositoryName {
  owner: string;
  repo: string;
}

export interface ClientOptions {
  /** REST, without a slash at the end; see `endpoints`. */
  baseUrl: string;
  /** Default: where that GitHub usually has it. */
  graphqlUrl?: string;
  /** Asked before every attempt, so a run may outlive a token. */
  token: TokenProvider;
  pacer: Pacer;
  userAgent?: string;
  log?: Log;
  /** See {@link SendOptions}. */
  send?: Partial<SendOptions>;
}

export interface Log {
  debug(message: string): unknown;
  info(message: string): unknown;
  warn(message: string): unknown;
  error(message: string): unknown;
}

/**
 * A client for one installation. Requests reject with Octokit's errors; map them with `toGitHubError`. Whoever makes
 * a POST that may be repeated says so with `request: { repeatable: true }`; `request: { signal }` aborts also while
 * waiting for the pacer.
 */
export function createClient(options: ClientOptions): Client {
  const { baseUrl, graphqlUrl, token, pacer, log } = options;
  const send = sendPaced({ pacer, ...options.send });

  const hook = (request: SendRequest, parameters: Parameters) =>
    send(parameters, async signal => {
      const sendAs = (bearer: string) =>
        request({
          ...parameters,
          url: graphqlUrl !== undefined && isGraphql(parameters.url) ? graphqlUrl : parameters.url,
          headers: { ...parameters.headers, authorization: `token ${bearer}` },
          request: { ...parameters.request, signal },
        });
      const bearer = await token();
      try {
        return await sendAs(bearer);
      } catch (error) {
        // Nothing was done, so this may be repeated whatever it is.
        if (statusOf(error) !== 401) throw error;
        const other = await token(bearer);
        if (other === bearer) throw error;
        return sendAs(other);
      }
    });

  return new Octokit({
    baseUrl,
    userAgent: options.userAgent ?? 'speckit-remote',
    // Only the innermost hook may change parameters, and that place is the authentication's.
    authStrategy: () => Object.assign(async () => ({ type: 'token', token: await token() }), { hook }),
    ...(log ? { log } : {}),
  });
}

type SendRequest = (parameters: Parameters) => Promise<Answer>;

function isGraphql(url: string): boolean {
  return url === '/graphql' || url.endsWith('/api/graphql');
}

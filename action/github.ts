import { SpeckitError } from '../shared/errors.ts';
import { type Client, createClient } from '../shared/github/client.ts';
import { statusOf, toGitHubError } from '../shared/github/github-error.ts';
import { createPacer } from '../shared/github/pacer.ts';
import type { ActionEnvironment } from './environment.ts';

type Place = Pick<ActionEnvironment, 'owner' | 'repo' | 'endpoints'>;

export function openClient({ endpoints }: Place, token: string, debug: (message: string) => void): Client {
  return createClient({
    baseUrl: endpoints.api,
    graphqlUrl: endpoints.graphql,
    token: async () => token,
    pacer: createPacer({ key: 'workflow' }),
    log: { debug() {}, info() {}, warn: debug, error: debug },
  });
}

/** Login of the account that the token belongs to: `github-actions[bot]` for the workflow's own. */
export async function readLogin(client: Client): Promise<string> {
  try {
    const { viewer } = await client.graphql<{ viewer: { login: string } }>('query { viewer { login } }');
    return viewer.login;
  } catch (error) {
    throw forToken(toGitHubError(error, 'tell whose token this is'));
  }
}

/**
 * Proves that the token may write contents, before an agent is paid for a result that cannot be published. What it
 * writes is a small blob that nothing refers to, so GitHub forgets it.
 * @throws SpeckitError `denied` that says which permission is missing
 */
export async function requireContentsWrite(client: Client, { owner, repo }: Place): Promise<void> {
  try {
    await client.rest.git.createBlob({
      owner,
      repo,
      content: 'speckit-remote\n',
      request: { repeatable: true },
    });
  } catch (error) {
    const status = statusOf(error);
    if (status !== 403 && status !== 404) throw forToken(toGitHubError(error, 'write to the repository'));
    throw new SpeckitError(
      'denied',
      'The token may only read this repository, so no result could be committed.',
      {
        hint: 'Give the job `permissions: contents: write` (and `pull-requests: write`, `issues: write`), or set `commit: artifact`.',
        cause: error,
      },
    );
  }
}

/** The same failure with a hint that fits a workflow. */
export function forToken(error: SpeckitError): SpeckitError {
  if (error.code !== 'auth' && error.code !== 'denied') return error;
  return new SpeckitError(error.code, error.message, {
    hint: 'Check `github-token` and the `permissions` of the job: contents, pull-requests, issues and checks: write.',
    cause: error,
  });
}

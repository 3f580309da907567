import type { SpeckitError } from '../errors.ts';
import type { Client, RepositoryName } from '../github/client.ts';
import { statusOf, toGitHubError } from '../github/github-error.ts';

/**
 * Takes a label off, so that it can be set again. One that is gone already is fine; another failure costs only that,
 * so it is returned for the log.
 */
export async function removeLabel(
  target: RepositoryName & { client: Client; number: number },
  name: string,
): Promise<SpeckitError | undefined> {
  const { client, owner, repo, number } = target;
  try {
    await client.rest.issues.removeLabel({ owner, repo, issue_number: number, name });
    return undefined;
  } catch (error) {
    return statusOf(error) === 404 ? undefined : toGitHubError(error, `remove the label \`${name}\``);
  }
}

import { statusOf, toGitHubError } from '../../shared/github/github-error.ts';
import type { AppContext } from '../context.ts';
import type { Request } from './request.ts';

/** Takes a label off, so that it can be set again. A label that is gone already is fine; another failure only costs that. */
export async function removeLabel(
  { github, log }: AppContext,
  request: Request,
  name: string,
): Promise<void> {
  const { owner, repo, number } = request;
  try {
    await github
      .client(request, 'intake')
      .rest.issues.removeLabel({ owner, repo, issue_number: number, name });
  } catch (error) {
    if (statusOf(error) === 404) return;
    log.warn({ err: toGitHubError(error, `remove the label \`${name}\``) }, 'a label stays');
  }
}

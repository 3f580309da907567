import type { Client, RepositoryName } from '../shared/github/client.ts';
import { toGitHubError } from '../shared/github/github-error.ts';
import type { PullRequest } from '../shared/github/pull-request.ts';
import type { JobLog } from './job-log.ts';
import type { Seen } from './trigger.ts';

interface Target extends RepositoryName {
  client: Client;
  log: Pick<JobLog, 'info'>;
}

/**
 * The head that whoever asked has seen: a job may have waited for its turn since. A label's event names it; for a
 * comment the pushes after it tell. `undefined` where GitHub does not say, which costs a note and not the run.
 */
export async function seenHead(
  { client, owner, repo, log }: Target,
  { headRef }: Pick<PullRequest, 'headRef'>,
  { headSha, at }: Seen = {},
): Promise<string | undefined> {
  if (headSha !== undefined || at === undefined) return headSha;
  try {
    const ref = `refs/heads/${headRef}`;
    // Newest first; of the pushes since then, the oldest one knows what was there before it.
    const { data } = await client.rest.repos.listActivities({ owner, repo, ref, per_page: 100 });
    return data.findLast(({ timestamp }) => new Date(timestamp) > at)?.before;
  } catch (error) {
    const { message } = toGitHubError(error, `list the pushes to \`${headRef}\``);
    log.info(`Whether the branch moved since the request is not known: ${message}`);
    return undefined;
  }
}

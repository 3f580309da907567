import type { Client, RepositoryName } from '../github/client.ts';
import { parseConflictMarker } from '../github/conflict-question.ts';
import { statusOf, toGitHubError } from '../github/github-error.ts';

/** The run that asks in a review thread of ours; `undefined` for any other thread. */
export async function runOfThread(
  { client, owner, repo, author }: RepositoryName & { client: Client; author: string },
  topCommentId: number,
): Promise<string | undefined> {
  try {
    const { data } = await client.rest.pulls.getReviewComment({ owner, repo, comment_id: topCommentId });
    return data.user?.login === author ? parseConflictMarker(data.body)?.run : undefined;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw toGitHubError(error, 'read the first comment of the thread');
  }
}

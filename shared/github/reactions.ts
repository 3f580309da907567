import type { SpeckitError } from '../errors.ts';
import type { Conclusion } from '../events.ts';
import type { Client, RepositoryName } from './client.ts';
import { toGitHubError } from './github-error.ts';

export type Reaction = '+1' | '-1' | 'confused' | 'eyes' | 'rocket';

export interface ReactionTarget extends RepositoryName {
  client: Client;
  commentId: number;
  signal?: AbortSignal;
}

/** The reaction to a request that was taken. */
export const TAKEN: Reaction = 'eyes';

const BY_CONCLUSION: Record<Conclusion, Reaction> = {
  success: 'rocket',
  failure: '-1',
  cancelled: '-1',
  timed_out: '-1',
  conflict: 'confused',
  action_required: 'confused',
};

export function reactionTo(conclusion: Conclusion): Reaction {
  return BY_CONCLUSION[conclusion];
}

/**
 * Adds a reaction to an issue comment. It is an ornament, so a failure (a deleted comment, a locked conversation) is
 * returned for the log instead of thrown.
 */
export async function react(target: ReactionTarget, content: Reaction): Promise<SpeckitError | undefined> {
  const { client, owner, repo, commentId, signal } = target;
  try {
    // The same reaction twice is one reaction, so this POST may be repeated.
    const request = { repeatable: true, ...(signal ? { signal } : {}) };
    await client.rest.reactions.createForIssueComment({
      owner,
      repo,
      comment_id: commentId,
      content,
      request,
    });
    return undefined;
  } catch (error) {
    return toGitHubError(error, 'react to the comment');
  }
}

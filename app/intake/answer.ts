import type { SpeckitError } from '../../shared/errors.ts';
import { refusalComment } from '../../shared/github/comment-text.ts';
import { replyInThread } from '../../shared/github/review-threads.ts';
import { reply } from '../../shared/github/status-comment.ts';
import { isUnlistedBot } from '../../shared/profile/policy.ts';
import type { AppContext } from '../context.ts';
import { fullName, type Request } from './request.ts';

/** Answers with the reason, and notes the refusal down. A bot that the server does not name gets no answer. */
export async function refuse(
  context: AppContext,
  request: Omit<Request, 'command'>,
  error: SpeckitError,
  silent = false,
): Promise<string> {
  const { owner, repo, number } = request;
  await decided(context, request, { allowed: false, reason: error.message });
  if (silent || isUnlistedBot(context.config, request.sender))
    return `Refused without an answer: ${error.message}`;
  const client = context.github.client(request, 'intake');
  const body = refusalComment(error);
  if (request.topCommentId === undefined) await reply({ client, owner, repo, number, body });
  else await replyInThread({ client, owner, repo, pullNumber: number }, request.topCommentId, body);
  return `Refused: ${error.message}`;
}

/** One line of the audit log. */
export async function decided(
  { store }: AppContext,
  request: Omit<Request, 'command'>,
  verdict: { allowed: boolean; reason: string; run?: string },
): Promise<void> {
  await store.recordDecision({
    deliveryId: request.deliveryId,
    repository: fullName(request),
    pr: request.number,
    sender: request.sender.login,
    command: request.words,
    at: new Date(),
    ...verdict,
  });
}

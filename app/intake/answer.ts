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
  await decided(context, request, { allowed: false, reason: error.message });
  if (silent || isUnlistedBot(context.config, request.sender))
    return `Refused without an answer: ${error.message}`;
  await answer(context, request, refusalComment(error));
  return `Refused: ${error.message}`;
}

/** Says nothing, since the Action answers; but notes it down. */
export async function leaveToAction(context: AppContext, request: Omit<Request, 'command'>): Promise<string> {
  const reason = 'The repository leaves commands to its Action.';
  await decided(context, request, { allowed: false, reason });
  return reason;
}

/** Answers where the request was made, once, however often its delivery is handled. */
export async function answer(
  { github }: AppContext,
  request: Omit<Request, 'command'>,
  body: string,
): Promise<void> {
  const { owner, repo, number, key, again, receivedAt, topCommentId } = request;
  const target = { client: github.client(request, 'intake'), owner, repo };
  const lookFor = again ? { author: await github.botLogin(), since: receivedAt } : undefined;
  const once = { key, ...(lookFor ? { lookFor } : {}) };
  if (topCommentId === undefined) await reply({ ...target, number, body, once });
  else await replyInThread({ ...target, pullNumber: number }, topCommentId, body, once);
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

import { isSpeckitError, type SpeckitError } from '../shared/errors.ts';
import { refusalComment } from '../shared/github/comment-text.ts';
import { replyInThread } from '../shared/github/review-threads.ts';
import { reply } from '../shared/github/status-comment.ts';
import type { Action, StepResult } from './action.ts';
import { reportStatus } from './outputs.ts';
import type { PullTrigger } from './trigger.ts';

/** Says why not: in the log, and where somebody asked, on the pull request or in its thread. */
export async function refuse(
  { client, env, log }: Action,
  { number, asked, topCommentId }: Pick<PullTrigger, 'number' | 'asked' | 'topCommentId'>,
  error: SpeckitError,
  silent = false,
): Promise<StepResult> {
  reportStatus('refused');
  log.error(`${error.message} ${error.hint}`);
  if (!asked || silent) return silent ? 'fine' : 'failed';
  const { owner, repo } = env;
  const body = refusalComment(error);
  try {
    if (topCommentId !== undefined) {
      await replyInThread({ client, owner, repo, pullNumber: number }, topCommentId, body);
      return 'failed';
    }
    const said = await reply({ client, owner, repo, number, body });
    if (said.kind === 'refused') log.warn(`The answer could not be posted: ${said.reason}`);
  } catch (failure) {
    if (!isSpeckitError(failure)) throw failure;
    log.warn(`The answer could not be posted: ${failure.message}`);
  }
  return 'failed';
}

export const LEFT_TO_APP = 'The configuration leaves commands to the App.';

/** Ends green: there was nothing to do here. */
export function ignored({ log }: Pick<Action, 'log'>, reason: string): StepResult {
  reportStatus('ignored');
  log.info(`Nothing to do. ${reason}`);
  return 'fine';
}

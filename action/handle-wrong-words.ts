import { startReadingConfig } from '../shared/request/gather.ts';
import { isLeftTo } from '../shared/request/left-to.ts';
import type { Action, StepResult } from './action.ts';
import { ignored, LEFT_TO_APP, refuse } from './refuse.ts';
import type { Trigger } from './trigger.ts';

/** Answers words that are no command here, unless the App does. A bot gets no answer: it could start a conversation. */
export async function handleWrongWords(
  action: Action,
  trigger: Extract<Trigger, { kind: 'refused' }>,
): Promise<StepResult> {
  const { client, env, defaultBranch } = action;
  const { owner, repo } = env;
  const readConfig = startReadingConfig({ client, owner, repo, defaultBranch });
  if (await isLeftTo('app', { readConfig })) return ignored(action, LEFT_TO_APP);
  return refuse(action, { ...trigger, asked: true }, trigger.error, trigger.sender.type !== 'User');
}

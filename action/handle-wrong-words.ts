import { decideWords } from '../shared/profile/policy.ts';
import { permissionOf, startReadingConfig } from '../shared/request/gather.ts';
import { isLeftTo } from '../shared/request/left-to.ts';
import type { Action, StepResult } from './action.ts';
import { ignored, LEFT_TO_APP, refuse } from './refuse.ts';
import type { Trigger } from './trigger.ts';

/**
 * Answers words that are no command here, unless the App does. Whoever may not give commands hears that instead of how
 * they are spelt; a bot gets no answer: it could start a conversation.
 */
export async function handleWrongWords(
  action: Action,
  trigger: Extract<Trigger, { kind: 'refused' }>,
): Promise<StepResult> {
  const { client, env, defaultBranch, server } = action;
  const { owner, repo } = env;
  const { sender, error } = trigger;
  const target = { client, owner, repo, defaultBranch, sender };
  const readConfig = startReadingConfig(target);
  if (await isLeftTo('app', { readConfig })) return ignored(action, LEFT_TO_APP);
  const permission = await permissionOf(target);
  const decision = decideWords({ server, repository: `${owner}/${repo}`, sender: { ...sender, permission } });
  const asked = { ...trigger, asked: true };
  return decision.allowed
    ? refuse(action, asked, error)
    : refuse(action, asked, decision.error, decision.silent);
}

import path from 'node:path';
import { toGitHubError } from '../shared/github/github-error.ts';
import type { Action, StepResult } from './action.ts';
import { passable, workflowCeiling } from './ceiling.ts';
import type { ActionEnvironment } from './environment.ts';
import { forToken, openClient, readLogin } from './github.ts';
import { handlePull } from './handle-pull.ts';
import { handleWrongWords } from './handle-wrong-words.ts';
import { lookAgain } from './look-again.ts';
import { runInWorkspace } from './run-in-workspace.ts';
import { hide } from './tell.ts';
import type { Trigger } from './trigger.ts';

export interface ActInput extends Pick<Action, 'env' | 'inputs' | 'log' | 'cancel'> {
  variables: Readonly<Record<string, string | undefined>>;
}

/** Does what was asked. @throws SpeckitError for what stands on no pull request */
export async function act(
  { variables, ...given }: ActInput,
  trigger: Exclude<Trigger, { kind: 'ignored' }>,
): Promise<StepResult> {
  const { env, inputs } = given;
  hide([inputs.token, ...Object.values(inputs.credentials)]);
  const client = openClient(env, inputs.token, () => undefined);
  const own = passable(variables, inputs);
  const [login, server, repository] = await Promise.all([
    readLogin(client),
    workflowCeiling(env.owner, inputs, own),
    readRepository(env, client),
  ]);
  const folder = path.join(env.temp, 'speckit-remote');
  return dispatch({ ...given, ...repository, client, login, server, folder, variables: own }, trigger);
}

async function dispatch(action: Action, trigger: Exclude<Trigger, { kind: 'ignored' }>): Promise<StepResult> {
  switch (trigger.kind) {
    case 'refused':
      return handleWrongWords(action, trigger);
    case 'pull':
      return handlePull(action, trigger);
    case 'pushed':
      return lookAgain(action, trigger);
    case 'workspace':
      return runInWorkspace(action, trigger);
  }
}

/** What the event says of the repository; scheduled ones may say nothing. */
async function readRepository(
  { event, owner, repo }: ActionEnvironment,
  client: Action['client'],
): Promise<Pick<Action, 'defaultBranch' | 'repositoryId'>> {
  const { repository } = event.payload as { repository?: { id?: number; default_branch?: string } };
  if (repository?.id && repository.default_branch) {
    return { defaultBranch: repository.default_branch, repositoryId: repository.id };
  }
  try {
    const { data } = await client.rest.repos.get({ owner, repo });
    return { defaultBranch: data.default_branch, repositoryId: data.id };
  } catch (error) {
    throw forToken(toGitHubError(error, 'read the repository'));
  }
}

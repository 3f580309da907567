import path from 'node:path';
import { setSecret } from '@actions/core';
import { SpeckitError, toSpeckitError } from '../shared/errors.ts';
import { toGitHubError } from '../shared/github/github-error.ts';
import { DEFAULT_LIMITS } from '../shared/profile/config.ts';
import type { Action, StepResult } from './action.ts';
import { type Cancellation, listenForCancel } from './cancel.ts';
import { passable, workflowCeiling } from './ceiling.ts';
import { type ActionEnvironment, readEnvironment } from './environment.ts';
import { forToken, openClient, readLogin } from './github.ts';
import { handlePull, ignored, refuse } from './handle-pull.ts';
import { readInputs } from './inputs.ts';
import { type JobLog, openJobLog } from './job-log.ts';
import { lookAgain } from './look-again.ts';
import { reportStatus } from './outputs.ts';
import { runInWorkspace } from './run-in-workspace.ts';
import { readTrigger, type Trigger } from './trigger.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** The step: reads what is asked, and does it. Never rejects; a failure is told in the log. */
export async function runStep(variables: Variables): Promise<StepResult> {
  const log = openJobLog(() => DEFAULT_LIMITS.output);
  using cancel = listenForCancel();
  try {
    return await handle(variables, log, cancel);
  } catch (error) {
    const failure = toSpeckitError(error);
    reportStatus(failure.code === 'cancelled' ? 'cancelled' : 'refused');
    log.error(`${failure.message} ${failure.code === 'internal' ? DEFECT : failure.hint}`);
    if (failure.code === 'internal') log.info(String(error instanceof Error ? error.stack : error));
    return 'failed';
  }
}

const DEFECT = 'This is a defect of speckit-remote; the lines below say where.';

async function handle(variables: Variables, log: JobLog, cancel: Cancellation): Promise<StepResult> {
  const inputs = readInputs(variables);
  const env = await readEnvironment(variables);
  const trigger = readTrigger({ ...env.event, actor: env.actor }, inputs.command);
  if (trigger.kind === 'ignored') return ignored({ log }, trigger.reason);
  if (inputs.branch !== undefined && trigger.kind === 'pull') throw branchOnPull();
  for (const value of [inputs.token, ...Object.values(inputs.credentials)]) setSecret(value);
  const client = openClient(env, inputs.token, () => undefined);
  const own = passable(variables, inputs);
  const [login, server, repository] = await Promise.all([
    readLogin(client),
    workflowCeiling(env.owner, inputs, own),
    readRepository(env, client),
  ]);
  const folder = path.join(env.temp, 'speckit-remote');
  const { defaultBranch, repositoryId } = repository;
  return dispatch(
    {
      ...{ env, inputs, client, login, server, log, cancel, folder, defaultBranch, repositoryId },
      variables: own,
    },
    trigger,
  );
}

async function dispatch(action: Action, trigger: Exclude<Trigger, { kind: 'ignored' }>): Promise<StepResult> {
  switch (trigger.kind) {
    case 'refused':
      return refuse(action, { ...trigger, asked: true }, trigger.error, trigger.sender.type !== 'User');
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

function branchOnPull(): SpeckitError {
  return new SpeckitError('usage', 'The input `branch` has no meaning on a pull request.', {
    hint: "Leave it out: the result goes to the pull request's own branch.",
  });
}

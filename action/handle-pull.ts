import { isSpeckitError } from '../shared/errors.ts';
import { react, TAKEN } from '../shared/github/reactions.ts';
import { decide, decideSender } from '../shared/profile/policy.ts';
import { type Gathered, gather } from '../shared/request/gather.ts';
import { removeLabel } from '../shared/request/labels.ts';
import { isLeftTo } from '../shared/request/left-to.ts';
import type { Action, StepResult } from './action.ts';
import { answerCommand, showHelp } from './answer-command.ts';
import { underWorkflow } from './ceiling.ts';
import { findTarget } from './find-target.ts';
import type { PastRun } from './past-runs.ts';
import { ignored, LEFT_TO_APP, refuse } from './refuse.ts';
import { nothingKnown, runOnPull } from './run-on-pull.ts';
import type { PullTrigger } from './trigger.ts';

/** Decides about a command on a pull request by the App's rules, and carries it out. */
export async function handlePull(action: Action, trigger: PullTrigger): Promise<StepResult> {
  const { client, env } = action;
  const { number, sender } = trigger;
  try {
    const target = { client, ...env, number, sender, defaultBranch: action.defaultBranch };
    const gathered = await gather(target);
    if (await isLeftTo('app', gathered)) return ignored(action, LEFT_TO_APP);
    try {
      return await decideAndDo(action, trigger, gathered);
    } finally {
      await takeLabelOff(action, trigger);
    }
  } catch (error) {
    if (!isSpeckitError(error) || error.code === 'internal') throw error;
    return await refuse(action, trigger, error);
  }
}

async function decideAndDo(action: Action, trigger: PullTrigger, gathered: Gathered): Promise<StepResult> {
  const { env } = action;
  const question = {
    server: action.server,
    repository: `${env.owner}/${env.repo}`,
    sender: { ...trigger.sender, permission: gathered.permission },
    pr: { fork: gathered.pull.fork, open: gathered.pull.state === 'open' },
    command: trigger.command,
  };
  const first = decideSender(question);
  if (!first.allowed) return refuse(action, trigger, first.error, first.silent);
  const original = await findTarget(action, trigger);
  const decision = decide({
    ...question,
    ...underWorkflow(action.server, await gathered.readConfig(), action.inputs),
    ...(original ? { original: original.memo } : {}),
  });
  if (!decision.allowed) return refuse(action, trigger, decision.error, decision.silent);
  return carryOut(action, trigger, gathered, original);
}

async function carryOut(
  action: Action,
  trigger: PullTrigger,
  gathered: Gathered,
  original: PastRun | undefined,
): Promise<StepResult> {
  const { command, commentId } = trigger;
  if (command.name === 'help') return showHelp(action, trigger, gathered);
  if (command.name === 'run' || command.name === 'retry') {
    const asked = command.name === 'run' ? command : original?.memo;
    if (!asked || (asked.work.kind === 'shell' && asked.work.command === '')) throw nothingKnown();
    if (commentId !== undefined) {
      const failure = await react({ client: action.client, ...action.env, commentId }, TAKEN);
      if (failure) action.log.info(failure.message);
    }
    return runOnPull(action, trigger, gathered, asked);
  }
  if (!original) throw new Error(`${command.name} without a run`);
  return answerCommand(action, trigger, gathered, command, original);
}

async function takeLabelOff({ client, env, log }: Action, { number, label }: PullTrigger): Promise<void> {
  if (label === undefined) return;
  const failure = await removeLabel({ client, ...env, number }, label);
  if (failure) log.warn(failure.message);
}

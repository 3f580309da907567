import { isSpeckitError, type SpeckitError } from '../shared/errors.ts';
import { refusalComment } from '../shared/github/comment-text.ts';
import { react, TAKEN } from '../shared/github/reactions.ts';
import { reply } from '../shared/github/status-comment.ts';
import { decide, decideSender } from '../shared/profile/policy.ts';
import { type Gathered, gather } from '../shared/request/gather.ts';
import { removeLabel } from '../shared/request/labels.ts';
import type { Action, StepResult } from './action.ts';
import { answerCommand } from './answer-command.ts';
import { underWorkflow } from './ceiling.ts';
import { reportStatus } from './outputs.ts';
import { type PastRun, pastRuns, pickRun } from './past-runs.ts';
import { nothingKnown, runOnPull } from './run-on-pull.ts';
import type { PullTrigger } from './trigger.ts';

/** Decides about a command on a pull request by the App's rules, and carries it out. */
export async function handlePull(action: Action, trigger: PullTrigger): Promise<StepResult> {
  const { client, env } = action;
  const { number, sender } = trigger;
  try {
    const target = { client, ...env, number, sender, defaultBranch: action.defaultBranch };
    const gathered = await gather(target);
    // A file that cannot be read is told later, to those who may know of it.
    const answer = await gathered.readConfig().then(
      config => config.answer,
      () => undefined,
    );
    if (answer === 'app') return ignored(action, 'The configuration leaves commands to the App.');
    const question = {
      server: action.server,
      repository: `${env.owner}/${env.repo}`,
      sender: { ...sender, permission: gathered.permission },
      pr: { fork: gathered.pull.fork, open: gathered.pull.state === 'open' },
      command: trigger.command,
    };
    const first = decideSender(question);
    if (!first.allowed) return await refuse(action, trigger, first.error, first.silent);
    const original = await originalOf(action, trigger);
    const decision = decide({
      ...question,
      ...underWorkflow(action.server, await gathered.readConfig(), action.inputs),
      ...(original ? { original: original.memo } : {}),
    });
    if (!decision.allowed) return await refuse(action, trigger, decision.error, decision.silent);
    return await carryOut(action, trigger, gathered, original);
  } catch (error) {
    if (!isSpeckitError(error) || error.code === 'internal') throw error;
    return await refuse(action, trigger, error);
  } finally {
    if (trigger.label !== undefined) {
      const failure = await removeLabel({ client, ...env, number }, trigger.label);
      if (failure) action.log.warn(failure.message);
    }
  }
}

async function originalOf(action: Action, { number, command }: PullTrigger): Promise<PastRun | undefined> {
  if (command.name !== 'retry' && command.name !== 'apply') return undefined;
  const target = { client: action.client, ...action.env, number, author: action.login };
  return pickRun(await pastRuns(target), command.run);
}

async function carryOut(
  action: Action,
  trigger: PullTrigger,
  gathered: Gathered,
  original: PastRun | undefined,
): Promise<StepResult> {
  const { command, commentId } = trigger;
  switch (command.name) {
    case 'run':
    case 'retry': {
      const asked = command.name === 'run' ? command : original?.memo;
      if (!asked || (asked.work.kind === 'shell' && asked.work.command === '')) throw nothingKnown();
      if (commentId !== undefined) {
        const failure = await react({ client: action.client, ...action.env, commentId }, TAKEN);
        if (failure) action.log.info(failure.message);
      }
      return runOnPull(action, trigger, gathered, asked);
    }
    case 'cancel':
    case 'status':
      return answerCommand(action, trigger, gathered, { ...command, name: command.name });
    default:
      return answerCommand(action, trigger, gathered, command);
  }
}

/** Says why not: in the log, and on the pull request where somebody asked there. */
export async function refuse(
  { client, env, log }: Action,
  { number, asked }: Pick<PullTrigger, 'number' | 'asked'>,
  error: SpeckitError,
  silent = false,
): Promise<StepResult> {
  reportStatus('refused');
  log.error(`${error.message} ${error.hint}`);
  if (!asked || silent) return silent ? 'fine' : 'failed';
  try {
    const said = await reply({ client, ...env, number, body: refusalComment(error) });
    if (said.kind === 'refused') log.warn(`The answer could not be posted: ${said.reason}`);
  } catch (failure) {
    if (!isSpeckitError(failure)) throw failure;
    log.warn(`The answer could not be posted: ${failure.message}`);
  }
  return 'failed';
}

export function ignored({ log }: Pick<Action, 'log'>, reason: string): StepResult {
  reportStatus('ignored');
  log.info(`Nothing to do. ${reason}`);
  return 'fine';
}

import { helpText } from '../shared/command/help.ts';
import type { Command } from '../shared/command/types.ts';
import { replyComment } from '../shared/github/comment-text.ts';
import { reply } from '../shared/github/status-comment.ts';
import { profileNames } from '../shared/profile/layers.ts';
import type { Gathered } from '../shared/request/gather.ts';
import { nothingKept } from '../shared/request/nothing.ts';
import { readProjectPhases } from '../shared/request/project-phases.ts';
import type { Action, StepResult } from './action.ts';
import { cancelWorkflow } from './cancel-workflow.ts';
import { underWorkflow } from './ceiling.ts';
import { reportOutcome, reportStatus } from './outputs.ts';
import type { PastRun } from './past-runs.ts';
import { type SettleRequest, settle } from './settle.ts';
import type { PullTrigger } from './trigger.ts';

/** Carries out a command about an earlier run that needs no sandbox. @throws SpeckitError for the person */
export async function answerCommand(
  action: Action,
  trigger: PullTrigger,
  { readConfig }: Pick<Gathered, 'readConfig'>,
  command: Exclude<Command, { name: 'run' | 'retry' | 'help' }>,
  run: PastRun,
): Promise<StepResult> {
  switch (command.name) {
    case 'cancel':
      return cancelWorkflow(action, run);
    case 'status':
      return showStatus(action, trigger, run);
    case 'apply':
      if (run.memo.outcome?.resultRef === undefined) throw nothingKept(run.id);
      return settleRun(action, run, { readConfig });
    case 'keep': {
      const { side, conflict } = command;
      const wide = { side, by: trigger.sender.login, ...(conflict === undefined ? {} : { conflict }) };
      // In a thread the answer is the reply itself.
      return settleRun(action, run, {
        readConfig,
        ...(trigger.topCommentId === undefined ? { wide } : {}),
      });
    }
  }
}

async function settleRun(action: Action, run: PastRun, request: SettleRequest): Promise<StepResult> {
  const outcome = await settle(action, run, request);
  action.log.notice(outcome.title);
  reportOutcome(run.id, outcome);
  return outcome.conclusion === 'success' ? 'fine' : 'failed';
}

async function showStatus(
  { client, env, log }: Action,
  { number, asked }: PullTrigger,
  { id, memo, comment }: PastRun,
): Promise<StepResult> {
  const how = memo.outcome ? `has ended: ${memo.outcome.conclusion.replace('_', ' ')}` : 'is under way';
  const body = `Run \`${id}\` ${how}. [Its status](${comment.url})`;
  log.notice(`Run ${id} ${how}.`);
  if (asked) await reply({ client, ...env, number, body: replyComment(body) });
  reportStatus('completed', id);
  return 'fine';
}

/** Answers with the commands, the project's phases and the profiles. @throws SpeckitError for the person */
export async function showHelp(
  action: Action,
  { number }: PullTrigger,
  { pull, readConfig }: Pick<Gathered, 'pull' | 'readConfig'>,
): Promise<StepResult> {
  const { client, env } = action;
  const { server, repo: config } = underWorkflow(action.server, await readConfig(), action.inputs);
  const { owner, repo } = env;
  const { names } = await readProjectPhases({
    client,
    owner,
    repo,
    ref: pull.headSha,
    project: config.project,
  });
  const body = helpText({ projectPhases: names, profiles: profileNames(server, config) });
  await reply({ client, owner, repo, number, body: replyComment(body) });
  action.log.notice('Help was shown.');
  reportStatus('completed');
  return 'fine';
}

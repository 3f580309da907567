import { helpText } from '../shared/command/help.ts';
import type { Command } from '../shared/command/types.ts';
import { SpeckitError } from '../shared/errors.ts';
import { replyComment } from '../shared/github/comment-text.ts';
import { statusOf, toGitHubError } from '../shared/github/github-error.ts';
import { reply } from '../shared/github/status-comment.ts';
import { profileNames } from '../shared/profile/layers.ts';
import type { Gathered } from '../shared/request/gather.ts';
import { readProjectPhases } from '../shared/request/project-phases.ts';
import { runOfThread } from '../shared/request/run-of-thread.ts';
import type { Action, StepResult } from './action.ts';
import { underWorkflow } from './ceiling.ts';
import { reportOutcome } from './outputs.ts';
import { isOpen, type PastRun, pastRuns, pickRun } from './past-runs.ts';
import { settle } from './settle.ts';
import type { PullTrigger } from './trigger.ts';

/** Carries out a command that needs no sandbox. @throws SpeckitError for the person */
export async function answerCommand(
  action: Action,
  trigger: PullTrigger,
  gathered: Gathered,
  command: Exclude<Command, { name: 'run' } | { name: 'cancel' | 'status' | 'retry' }> | StateCommand,
): Promise<StepResult> {
  const { number } = trigger;
  if (command.name === 'help') return help(action, trigger, gathered);
  const runs = await pastRuns({ ...action, ...action.env, number, author: action.login });
  switch (command.name) {
    case 'cancel':
      return cancelWorkflow(action, pickRun(runs, command.run));
    case 'status':
      return showStatus(action, trigger, pickRun(runs, command.run));
    case 'apply':
      return settleRun(action, pickRun(runs, command.run), gathered);
    case 'keep': {
      const { topCommentId, sender } = trigger;
      const { side, conflict } = command;
      const named =
        topCommentId === undefined
          ? command.run
          : await runOfThread({ ...action, ...action.env, author: action.login }, topCommentId);
      if (topCommentId !== undefined && named === undefined) throw nothingOpen();
      const run = runs.filter(isOpen).find(({ id }) => named === undefined || id === named);
      if (!run) throw nothingOpen();
      const wide = { side, by: sender.login, ...(conflict === undefined ? {} : { conflict }) };
      return settleRun(action, run, gathered, topCommentId === undefined ? wide : undefined);
    }
  }
}

type StateCommand = { name: 'cancel' | 'status'; run?: string };

async function settleRun(
  action: Action,
  run: PastRun,
  { readConfig }: Pick<Gathered, 'readConfig'>,
  wide?: Parameters<typeof settle>[2]['wide'],
): Promise<StepResult> {
  const outcome = await settle(action, run, { readConfig, ...(wide ? { wide } : {}) });
  action.log.notice(outcome.title);
  reportOutcome(run.id, outcome);
  return 'fine';
}

/** Ends the workflow run that works on a run, by way of GitHub: it has the runner's signals. */
async function cancelWorkflow({ client, env, log }: Action, { id, memo }: PastRun): Promise<StepResult> {
  if (memo.outcome) {
    throw new SpeckitError('usage', `Run \`${id}\` has ended already: ${memo.outcome.conclusion}.`, {
      hint: 'Its status comment has the result; `/speckit retry` runs it again.',
    });
  }
  const { owner, repo } = env;
  try {
    await client.rest.actions.cancelWorkflowRun({ owner, repo, run_id: memo.workflow });
  } catch (error) {
    // It has just ended, or another cancellation was faster.
    if (statusOf(error) !== 409) {
      const failure = toGitHubError(error, `cancel the workflow run ${memo.workflow}`);
      if (failure.code !== 'denied') throw failure;
      throw new SpeckitError('denied', failure.message, {
        hint: 'Give the job that cancels `permissions: actions: write`.',
        cause: error,
      });
    }
  }
  log.notice(`Run ${id} is told to end.`);
  return 'fine';
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
  return 'fine';
}

async function help(
  action: Action,
  { number }: PullTrigger,
  { pull, readConfig }: Gathered,
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
  return 'fine';
}

function nothingOpen(): SpeckitError {
  return new SpeckitError('usage', 'No conflict is open that this answers.', {
    hint: 'Status comments of runs say which conflicts are open and where they are answered.',
  });
}

import type { RunFlags, Work } from '../shared/command/types.ts';
import { SpeckitError } from '../shared/errors.ts';
import { createReporter } from '../shared/github/reporter.ts';
import { factsOf, workName, workSubject } from '../shared/pipeline/facts.ts';
import { newRunId } from '../shared/pipeline/run-id.ts';
import { resolveProfile } from '../shared/profile/resolve.ts';
import { checkWork } from '../shared/request/check-work.ts';
import type { Gathered } from '../shared/request/gather.ts';
import { headMoved } from '../shared/request/head-moved.ts';
import { createRedactor } from '../shared/text/redact.ts';
import type { Action, StepResult } from './action.ts';
import { underWorkflow } from './ceiling.ts';
import { execute } from './execute.ts';
import { requireContentsWrite } from './github.ts';
import { wantsCommits } from './inputs.ts';
import { type Memo, writeMemo } from './memo.ts';
import { pullPublisher } from './pull-publisher.ts';
import { openRepository } from './repository.ts';
import { seenHead } from './seen-head.ts';
import type { PullTrigger } from './trigger.ts';

export interface PullRun {
  work: Work;
  flags: RunFlags;
}

/** Runs on the pull request's head as it is now, as the App does. */
export async function runOnPull(
  action: Action,
  { number, sender, commentId, seen }: PullTrigger,
  { pull, readConfig }: Pick<Gathered, 'pull' | 'readConfig'>,
  asked: PullRun,
): Promise<StepResult> {
  const { client, env, inputs, log } = action;
  const { owner, repo } = env;
  const target = { client, owner, repo };
  const repoConfig = await readConfig();
  const configs = underWorkflow(action.server, repoConfig, inputs);
  const work = await checkWork({ ...target, ref: pull.headSha, project: configs.repo.project }, asked.work);
  if (asked.flags.sha && asked.flags.sha !== pull.headSha) throw headMoved(asked.flags.sha, pull.headSha);
  const flags = withInputs(asked.flags, inputs);
  const profile = await resolveProfile({ ...configs, repository: `${owner}/${repo}`, flags });
  if (wantsCommits(inputs)) await requireContentsWrite(client, env);
  const id = newRunId();
  const repositoryUrl = `${env.endpoints.server}/${owner}/${repo}`;
  const facts = factsOf({
    ...{ id, work, flags, profile, pullNumber: number, headSha: pull.headSha },
    ...{ requestedBy: sender.login, repositoryUrl },
    requestedSha: await seenHead({ ...target, log }, pull, seen),
  });
  const memo: Memo = {
    workflow: env.workflow.id,
    ...{ work, flags: asked.flags, facts, branch: pull.headRef },
    sender: { id: sender.id, login: sender.login },
  };
  const reporter = createReporter({
    ...{ ...target, facts, botLogin: action.login, createdAt: new Date() },
    check: inputs.publishCheck,
    page: env.workflow.url,
    memo: outcome => writeMemo(memo, outcome),
    onError: error => log.warn(`GitHub was not told: ${error.message} ${error.hint}`),
  });
  const moved = facts.requestedSha;
  if (moved)
    log.warn(`The branch moved since the request: this runs on ${pull.headSha} instead of ${moved}.`);
  log.info(`Run ${id}: ${facts.phase} on ${pull.headSha} of ${pull.headRef}, driver ${profile.driver}.`);
  const { mirror, fetch } = await openRepository(action);
  return execute(action, {
    ...{ id, work, flags, profile, commit: pull.headSha, branch: pull.headRef, mirror, facts, reporter },
    ...{ memo: writeMemo(memo), commentId },
    fetch,
    publisher: secrets =>
      pullPublisher(action, {
        ...{ pullNumber: number, branch: pull.headRef, runId: id, phase: workName(work), run: facts },
        ...{ requestedBy: sender, subject: createRedactor(secrets).text(workSubject(work)) },
      }),
  });
}

/** What the workflow file says counts unless the command itself says something else. */
export function withInputs(
  flags: RunFlags,
  { driver, agent, timeoutMs }: Pick<Action['inputs'], 'driver' | 'agent' | 'timeoutMs'>,
): RunFlags {
  return {
    ...(driver === undefined ? {} : { driver: driver.toLowerCase() }),
    ...(agent === undefined ? {} : { agent: agent.toLowerCase() }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...flags,
  };
}

export function nothingKnown(): SpeckitError {
  return new SpeckitError('usage', 'The words of that run are not known any more.', {
    hint: 'Post the command itself once more.',
  });
}

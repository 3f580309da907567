import { SpeckitError } from '../shared/errors.ts';
import type { RunOutcome } from '../shared/events.ts';
import { conflictDesk } from '../shared/github/conflict-desk.ts';
import { senderPermission } from '../shared/github/permission.ts';
import { createPublisher, resultRef } from '../shared/github/publisher.ts';
import { createReporter } from '../shared/github/reporter.ts';
import { workSubject } from '../shared/pipeline/facts.ts';
import { redactOutcome } from '../shared/pipeline/redact-outcome.ts';
import { type SettleInput, settleConflicts } from '../shared/pipeline/settle.ts';
import { outcomeAfter } from '../shared/pipeline/settle-outcome.ts';
import { decide } from '../shared/profile/policy.ts';
import type { Gathered } from '../shared/request/gather.ts';
import { createRedactor } from '../shared/text/redact.ts';
import type { Action } from './action.ts';
import { underWorkflow } from './ceiling.ts';
import { type Inputs, wantsCommits } from './inputs.ts';
import { writeMemo } from './memo.ts';
import type { PastRun } from './past-runs.ts';
import { openRepository } from './repository.ts';

/** Longer than any merge and commit should take. */
const SETTLE_MS = 15 * 60_000;

export type SettleRequest = Pick<SettleInput, 'wide'> & Pick<Gathered, 'readConfig'>;

/**
 * Brings a kept result onto the branch as far as its conflicts are settled, and shows how it stands. What it needs comes
 * from the run's status comment, its ref and its threads. Safe to repeat.
 * @throws SpeckitError `usage` where the workflow wants no commits
 */
export async function settle(
  action: Action,
  { id, memo, comment }: PastRun,
  { wide, readConfig }: SettleRequest,
): Promise<RunOutcome> {
  const { client, env, inputs, login, log, cancel } = action;
  if (!wantsCommits(inputs)) throw noCommits(inputs);
  const { owner, repo } = env;
  const { facts, work, flags, branch, sender } = memo;
  const signal = AbortSignal.any([cancel.hard, cancel.soft, AbortSignal.timeout(SETTLE_MS)]);
  const target = { client, owner, repo, pullNumber: facts.pullNumber };
  const desk = conflictDesk({
    ...{ ...target, run: facts, author: login, branch, resultRef: resultRef(id), signal },
    async mayAnswer(person, bot) {
      const who = { client, owner, repo, login: person, signal };
      const permission = bot ? 'none' : (await senderPermission(who)).level;
      return decide({
        ...underWorkflow(action.server, await readConfig(), inputs),
        repository: `${owner}/${repo}`,
        sender: { login: person, type: bot ? 'Bot' : 'User', permission },
        pr: { fork: false, open: true },
        command: { name: 'keep', side: 'branch' },
        original: { work, flags },
      }).allowed;
    },
  });
  const publisher = createPublisher({
    ...{ ...target, branch, runId: id, phase: facts.phase, subject: workSubject(work), requestedBy: sender },
    ...{ serverUrl: env.endpoints.server, run: facts, botLogin: login, assertOwner: async () => undefined },
  });
  const { mirror, fetch } = await openRepository(action);
  const settlement = await settleConflicts(
    {
      ...{ mirror, publisher, desk, scratchDir: action.folder },
      warn: message => log.warn(message),
      fetch,
    },
    { asked: memo.outcome?.asked ?? [], ...(wide ? { wide } : {}) },
    signal,
  );
  const before = { conclusion: 'conflict', title: '', notes: [], changes: [], ...memo.outcome } as RunOutcome;
  // What was kept was searched for the secrets of its run; those of this step may be others.
  const redactor = createRedactor([inputs.token, ...Object.values(inputs.credentials)]);
  const outcome = redactOutcome(outcomeAfter(before, settlement), redactor);
  if (settlement.kind !== 'open') {
    const threads = settlement.kind === 'gone' ? await desk.threads() : settlement.threads;
    const text = settlement.kind === 'gone' ? outcome.title : undefined;
    for (const thread of threads) if (!thread.resolved) await desk.close(thread, text);
  }
  const reporter = createReporter({
    ...{ client, owner, repo, facts, botLogin: login, createdAt: comment.createdAt },
    ...{ statusCommentId: comment.id, check: inputs.publishCheck && settlement.kind !== 'open' },
    page: env.workflow.url,
    memo: ended => writeMemo(memo, ended),
    onError: error => log.warn(`GitHub was not told: ${error.message}`),
  });
  await reporter.ended(outcome);
  if (settlement.kind !== 'open') await desk.forget();
  return outcome;
}

/** A result that is handed out as files has asked nobody. */
function noCommits({ commit }: Pick<Inputs, 'commit'>): SpeckitError {
  return new SpeckitError(
    'usage',
    `The workflow says \`commit: ${commit}\`, so a kept result stays where it is.`,
    {
      hint: 'Leave `commit` out in the workflow that listens to comments and pushes, or fetch the result from its ref.',
    },
  );
}

import type { KeepCommand } from '../../shared/command/types.ts';
import { isSpeckitError, SpeckitError } from '../../shared/errors.ts';
import { readTextFile } from '../../shared/github/repo-files.ts';
import { parseRepoConfig, REPO_FILE } from '../../shared/profile/load.ts';
import { isServed } from '../../shared/profile/policy.ts';
import { nothingOpen, notOurThread } from '../../shared/request/nothing.ts';
import { runOfThread } from '../../shared/request/run-of-thread.ts';
import type { AppContext, Repository } from '../context.ts';
import type { Run } from '../store/run-row.ts';
import { decided } from './answer.ts';
import type { Gathered } from './gather.ts';
import { settleKept } from './keep-settle.ts';
import type { Request } from './request.ts';

/**
 * The run whose conflicts an answer is about: the one of the thread, the one named, else the newest that has open ones.
 * @throws SpeckitError `usage` when there is none
 */
export async function findConflicted(
  context: AppContext,
  request: Request,
  command: KeepCommand,
): Promise<Run> {
  const open = await context.store.openConflicts(request.repositoryId, request.number);
  if (request.topCommentId !== undefined) {
    const { github } = context;
    const client = github.client(request, 'intake');
    const id = await runOfThread(
      { ...request, client, author: await github.botLogin() },
      request.topCommentId,
    );
    const run = open.find(one => one.id === id);
    if (run) return run;
    await refuseTooEarly(context, id);
    throw id === undefined ? notOurThread() : nothingOpen();
  }
  const { run: named, conflict } = command;
  const run = open.find(
    one =>
      (named === undefined || one.id === named) &&
      (conflict === undefined || one.outcome?.asked?.some(({ id }) => id.startsWith(conflict))),
  );
  if (run) return run;
  const [active] = await context.store.activeRunsOf(request.repositoryId, request.number);
  await refuseTooEarly(context, named ?? active?.id);
  throw nothingOpen(conflict ?? named);
}

/** Carries out `/speckit keep`. In a thread the answer is the reply itself; elsewhere it is for all that is open. */
export async function keep(
  context: AppContext,
  request: Request,
  { readConfig }: Gathered,
  command: KeepCommand,
): Promise<string> {
  const run = await findConflicted(context, request, command);
  const { side, conflict } = command;
  const wide = { side, by: request.sender.login, ...(conflict === undefined ? {} : { conflict }) };
  const said = await settleKept(context, {
    run,
    readConfig,
    ...(request.topCommentId === undefined ? { wide } : {}),
  });
  await decided(context, request, { allowed: true, reason: said, run: run.id });
  return said;
}

export interface Happened {
  repository: Repository;
  defaultBranch: string;
  number: number;
}

/** After a push or a thread that was resolved by hand: looks again at everything that is open on the pull request. */
export async function lookAgain(
  context: AppContext,
  { repository, defaultBranch, number }: Happened,
  only?: string,
): Promise<string> {
  const { store, github, config } = context;
  const { owner, repo, repositoryId } = repository;
  if (!isServed(config, owner, repo)) return 'Nothing was asked.';
  if (only !== undefined) await refuseTooEarly(context, only);
  const open = await store.openConflicts(repositoryId, number);
  const runs = open.filter(({ id }) => only === undefined || id === only);
  const client = github.client(repository, 'intake');
  const said: string[] = [];
  for (const run of runs.toReversed()) {
    const readConfig = async () =>
      parseRepoConfig(await readTextFile({ client, owner, repo, path: REPO_FILE, ref: defaultBranch }));
    try {
      said.push(await settleKept(context, { run, readConfig }));
    } catch (error) {
      // Nobody asked, so nobody is answered; a closed pull request or a branch that is gone waits for its end.
      if (!isSpeckitError(error) || error.retryable || error.code === 'internal') throw error;
      said.push(`Run ${run.id}: ${error.message}`);
    }
  }
  return said.join(' ') || 'No conflict is open.';
}

/** Somebody answers while the run is still asking; the inbox hands the answer in again. */
async function refuseTooEarly({ store }: AppContext, id: string | undefined): Promise<void> {
  const run = id === undefined ? undefined : await store.getRun(id);
  if (run?.state !== 'running' || run.resultRef === undefined) return;
  throw new SpeckitError('unreachable', `Run ${run.id} has not ended yet.`, {
    hint: 'Answer again once its status comment shows the result.',
  });
}

import { warning } from '@actions/core';
import { openDriver } from '../shared/drivers/open.ts';
import { SpeckitError, toSpeckitError } from '../shared/errors.ts';
import { createReporter } from '../shared/github/reporter.ts';
import { failedOutcome } from '../shared/pipeline/outcome.ts';
import { discardSandboxes } from '../shared/pipeline/release.ts';
import { passable } from './ceiling.ts';
import { readEnvironment } from './environment.ts';
import { openClient, readLogin } from './github.ts';
import { readInputs } from './inputs.ts';
import { readMemo, writeMemo } from './memo.ts';
import { type RunState, unfinishedRun } from './state.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const DISCARD_MS = 60_000;

/** The post step: ends what a killed or crashed `main` has left. Safe to repeat; never rejects. */
export async function cleanUp(variables: Variables): Promise<void> {
  const run = unfinishedRun();
  if (!run) return;
  await tolerate('The sandbox could not be released', () => release(run, variables));
  await tolerate('The end could not be shown', () => tell(run, variables));
}

async function release({ id, driver, settings, folder }: RunState, variables: Variables): Promise<void> {
  const own = passable(variables, await readInputs(variables));
  const opened = await openDriver({ driver, settings, variables: own, dataDir: folder });
  await discardSandboxes(opened, id, AbortSignal.timeout(DISCARD_MS));
}

async function tell({ shown }: RunState, variables: Variables): Promise<void> {
  const memo = readMemo(shown?.memo);
  if (!shown || !memo) return;
  const { token, publishCheck } = await readInputs(variables);
  const env = await readEnvironment(variables);
  const client = openClient(env, token, () => undefined);
  const { statusCommentId, checkRunId } = shown;
  const reporter = createReporter({
    ...{ client, owner: env.owner, repo: env.repo, facts: memo.facts, botLogin: await readLogin(client) },
    ...{
      createdAt: new Date(shown.startedAt),
      startedAt: new Date(shown.startedAt),
      statusCommentId,
      checkRunId,
    },
    check: publishCheck && checkRunId !== undefined,
    page: env.workflow.url,
    memo: outcome => writeMemo(memo, outcome),
    onError: error => warning(error.message),
  });
  await reporter.ended(
    failedOutcome(
      new SpeckitError('cancelled', 'The workflow run was stopped before this run came to its end.', {
        hint: '`/speckit retry` runs it again.',
      }),
    ),
  );
}

async function tolerate(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    warning(`${what}: ${toSpeckitError(error).message}`);
  }
}

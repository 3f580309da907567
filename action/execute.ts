import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { inspect } from 'node:util';
import { setSecret } from '@actions/core';
import type { RunFlags, Work } from '../shared/command/types.ts';
import { openDriver } from '../shared/drivers/open.ts';
import type { Driver } from '../shared/drivers/types.ts';
import { toSpeckitError } from '../shared/errors.ts';
import type { RunEvent, RunOutcome } from '../shared/events.ts';
import { react, reactionTo } from '../shared/github/reactions.ts';
import type { Reporter } from '../shared/github/reporter.ts';
import type { RunFacts } from '../shared/github/run-facts.ts';
import { failedOutcome } from '../shared/pipeline/outcome.ts';
import { discardSandboxes } from '../shared/pipeline/release.ts';
import { runPipeline } from '../shared/pipeline/run.ts';
import { passSecrets } from '../shared/pipeline/secrets.ts';
import type { Publisher } from '../shared/pipeline/types.ts';
import type { ResolvedProfile } from '../shared/profile/resolve.ts';
import type { Mirror } from '../shared/sync/mirror.ts';
import { MIN_SECRET_BYTES } from '../shared/text/secret-forms.ts';
import type { Action, StepResult } from './action.ts';
import { ensureImages } from './images.ts';
import { reportOutcome } from './outputs.ts';
import { saveDone, saveRun } from './state.ts';
import { openSummary } from './summary.ts';

/** One run, decided and ready to be worked on. */
export interface Planned {
  id: string;
  work: Work;
  flags: Pick<RunFlags, 'feature'>;
  profile: ResolvedProfile;
  /** The commit that goes up; it is in the mirror, or `fetch` brings it there. */
  commit: string;
  branch: string;
  mirror: Mirror;
  fetch(commit: string, signal: AbortSignal): Promise<void>;
  /** @param secrets values that must be seen nowhere */
  publisher(secrets: readonly string[]): Publisher;
  /** For the job summary. */
  facts: RunFacts;
  /** Shows it on the pull request, if there is one. */
  reporter?: Reporter;
  memo?: string;
  /** The comment that asked for it. */
  commentId?: number | undefined;
}

/** How long the sandbox's removal may take once everything else was let go. */
const DISCARD_MS = 3_000;
const KEY_HINT =
  'Give the step its input for the key, like `anthropic-api-key`, with a secret of the repository.';

/** Runs the pipeline to its end and tells everybody: log, pull request, summary, outputs. */
export async function execute(action: Action, planned: Planned): Promise<StepResult> {
  const { log, cancel } = action;
  log.limit(planned.profile.limits.outputBytes);
  const summary = openSummary();
  const { outcome, told } = await attempt(action, planned, summary.hear);
  log.close();
  const shown = told ?? show(action, planned, outcome);
  await summary.write(planned.facts, outcome);
  reportOutcome(planned.id, outcome);
  sayOutcome(action, outcome);
  await shown;
  saveDone();
  cancel[Symbol.dispose]();
  return outcome.conclusion === 'success' ? 'fine' : 'failed';
}

interface Attempt {
  outcome: RunOutcome;
  /** Settles when the pull request shows the outcome. */
  told?: Promise<void>;
}

async function attempt(action: Action, planned: Planned, hear: (event: RunEvent) => void): Promise<Attempt> {
  const { log, cancel } = action;
  let driver: Driver | undefined;
  let told: Promise<void> | undefined;
  let known: RunOutcome | undefined;
  try {
    driver = await openSandboxes(action, planned);
    const secrets = passSecrets(action.variables, planned, KEY_HINT);
    hide(Object.values(secrets));
    await ensureImages(planned.profile, action.env, log);
    await announce(action, planned);
    const emit = (event: RunEvent) => {
      log.hear(event);
      hear(event);
      planned.reporter?.hear(event);
      // The end is shown while the sandbox is still being released.
      if (event.type !== 'result') return;
      known = event.outcome;
      told = show(action, planned, known);
    };
    await using scratch = await scratchFolder(action.folder);
    const outcome = await runPipeline(
      {
        id: planned.id,
        attempt: 1,
        work: planned.work,
        profile: planned.profile,
        headSha: planned.commit,
        branch: planned.branch,
        ...(planned.flags.feature ? { feature: planned.flags.feature } : {}),
        labels: { server: 'action', repository: String(action.repositoryId) },
      },
      {
        emit,
        driver,
        secrets,
        mirror: planned.mirror,
        fetch: planned.fetch,
        publisher: planned.publisher(Object.values(secrets)),
        scratchDir: scratch.path,
        checkpoint: async () => undefined,
        saveRunState: async () => undefined,
        warn: (message, cause) => log.warn(`${message} ${toSpeckitError(cause).message}`),
      },
      { cancel: cancel.soft, signal: cancel.hard },
    );
    return { outcome, ...(told ? { told } : {}) };
  } catch (error) {
    const reason = cancel.hard.aborted ? cancel.hard.reason : error;
    if (driver) await discard(action, driver, planned.id);
    // What is on the branch already stays true when only the release was cut short.
    return { outcome: known ?? failedOutcome(toSpeckitError(reason)), ...(told ? { told } : {}) };
  }
}

async function openSandboxes({ folder, variables }: Action, planned: Planned): Promise<Driver> {
  const { id, profile, memo } = planned;
  const { driver, settings } = profile;
  const dataDir = path.join(folder, 'sandboxes');
  const shown = memo === undefined ? {} : { shown: { memo, startedAt: new Date().toISOString() } };
  saveRun({ id, driver, settings, folder: dataDir, ...shown });
  return openDriver({ driver, settings, variables, dataDir });
}

/** Shows that it runs; the post step can then tell of its end even after a crash. */
async function announce({ folder }: Action, planned: Planned): Promise<void> {
  const { id, profile, memo, reporter } = planned;
  if (!reporter || memo === undefined) return;
  const places = await reporter.started();
  const { driver, settings } = profile;
  const shown = { memo, startedAt: new Date().toISOString(), ...places };
  saveRun({ id, driver, settings, folder: path.join(folder, 'sandboxes'), shown });
}

/** A pull request that cannot be written to costs neither the result nor the step. */
async function show(
  { log, client, env }: Action,
  { reporter, commentId }: Planned,
  outcome: RunOutcome,
): Promise<void> {
  try {
    await reporter?.ended(outcome);
    if (commentId === undefined) return;
    const failure = await react({ client, ...env, commentId }, reactionTo(outcome.conclusion));
    if (failure) log.info(failure.message);
  } catch (error) {
    log.warn(`The end could not be shown on the pull request: ${toSpeckitError(error).message}`);
  }
}

async function discard({ log }: Action, driver: Driver, runId: string): Promise<void> {
  try {
    await discardSandboxes(driver, runId, AbortSignal.timeout(DISCARD_MS));
  } catch (error) {
    log.warn(`The sandbox could not be released yet: ${toSpeckitError(error).message}`);
  }
}

/** The runner masks what it prints; words that are too short to be secrets would only make the log unreadable. */
function hide(secrets: readonly string[]): void {
  for (const line of secrets.flatMap(value => value.split('\n'))) {
    if (Buffer.byteLength(line) >= MIN_SECRET_BYTES) setSecret(line);
  }
}

function sayOutcome({ log }: Action, { conclusion, title, notes, error }: RunOutcome): void {
  for (const note of notes) log.info(note);
  if (error?.code === 'internal' && error.cause !== undefined) log.info(inspect(error.cause));
  const text = error ? `${title} ${error.hint}` : title;
  if (conclusion === 'success') log.notice(text);
  else if (conclusion === 'failure' || conclusion === 'timed_out') log.error(text);
  else log.warn(text);
}

async function scratchFolder(root: string): Promise<{ path: string } & AsyncDisposable> {
  await mkdir(root, { recursive: true });
  const folder = await mkdtemp(path.join(root, 'scratch-'));
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

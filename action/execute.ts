import path from 'node:path';
import type { Driver } from '../shared/drivers/types.ts';
import { toSpeckitError } from '../shared/errors.ts';
import type { RunEvent, RunOutcome } from '../shared/events.ts';
import { failedOutcome } from '../shared/pipeline/outcome.ts';
import { runPipeline } from '../shared/pipeline/run.ts';
import { scratchFolder } from '../shared/pipeline/scratch-folder.ts';
import { passSecrets } from '../shared/pipeline/secrets.ts';
import type { Action, StepResult } from './action.ts';
import { ensureImages } from './images.ts';
import { reportOutcome } from './outputs.ts';
import type { Planned } from './planned.ts';
import { announce, discard, KEY_HINT, noteTold, openSandboxes } from './sandboxes.ts';
import { saveDone } from './state.ts';
import { openSummary } from './summary.ts';
import { hide, sayOutcome, show } from './tell.ts';

/** Runs the pipeline to its end and tells everybody: log, pull request, summary, outputs. */
export async function execute(action: Action, planned: Planned): Promise<StepResult> {
  const { log, cancel } = action;
  log.limit(planned.profile.limits.outputBytes);
  const summary = openSummary();
  const { outcome, told, released } = await attempt(action, planned, summary.hear);
  log.close();
  const shown = told ?? tell(action, planned, outcome);
  await summary.write(planned.facts, outcome);
  reportOutcome(planned.id, outcome);
  sayOutcome(action, outcome);
  await shown;
  if (released) saveDone();
  cancel[Symbol.dispose]();
  return outcome.conclusion === 'success' ? 'fine' : 'failed';
}

interface Attempt {
  outcome: RunOutcome;
  /** Settles when the pull request shows the outcome. */
  told?: Promise<void>;
  /** Whether the sandbox is gone, if there was one. */
  released: boolean;
}

async function tell(action: Action, planned: Planned, outcome: RunOutcome): Promise<void> {
  await show(action, planned, outcome);
  noteTold(action, planned);
}

async function attempt(action: Action, planned: Planned, hear: (event: RunEvent) => void): Promise<Attempt> {
  const { log, cancel } = action;
  let driver: Driver | undefined;
  let told: Promise<void> | undefined;
  let known: RunOutcome | undefined;
  let released = true;
  try {
    driver = await openSandboxes(action, planned);
    const secrets = passSecrets(action.variables, planned, KEY_HINT);
    hide(Object.values(secrets));
    await ensureImages(planned.profile, action.env, log, cancel.soft);
    await announce(action, planned);
    const emit = (event: RunEvent) => {
      log.hear(event);
      hear(event);
      planned.reporter?.hear(event);
      // The end is shown while the sandbox is still being released.
      if (event.type !== 'result') return;
      known = event.outcome;
      told = tell(action, planned, known);
    };
    await using scratch = await scratchFolder(action.folder, planned.id);
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
        handover: { dir: path.join(action.folder, 'handover') },
        checkpoint: async () => undefined,
        saveRunState: async () => undefined,
        notReleased: () => {
          released = false;
        },
        warn: (message, cause) => log.warn(`${message} ${toSpeckitError(cause).message}`),
      },
      { cancel: cancel.soft, signal: cancel.hard },
    );
    return { outcome, released, ...(told ? { told } : {}) };
  } catch (error) {
    const reason = cancel.hard.aborted ? cancel.hard.reason : error;
    if (driver) released = await discard(action, driver, planned.id);
    // What is on the branch already stays true when only the release was cut short.
    return { outcome: known ?? failedOutcome(toSpeckitError(reason)), released, ...(told ? { told } : {}) };
  }
}

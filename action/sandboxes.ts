import path from 'node:path';
import { openDriver } from '../shared/drivers/open.ts';
import type { Driver } from '../shared/drivers/types.ts';
import { isSpeckitError, SpeckitError, toSpeckitError } from '../shared/errors.ts';
import type { Places } from '../shared/github/reporter.ts';
import { discardSandboxes } from '../shared/pipeline/release.ts';
import type { Action } from './action.ts';
import { DISCARD_MS } from './cancel.ts';
import type { Planned } from './planned.ts';
import { type RunState, saveRun } from './state.ts';

export const KEY_HINT =
  'Give the step its input for the key, like `anthropic-api-key` or `e2b-api-key`, with a secret of the repository.';

/** The run's driver; the post step knows of it from now on. @throws SpeckitError `auth` without its key */
export async function openSandboxes({ folder, variables }: Action, planned: Planned): Promise<Driver> {
  const { driver, settings } = planned.profile;
  const dataDir = dataDirOf(folder);
  note(folder, planned, shownSince(planned));
  try {
    return await openDriver({ driver, settings, variables, dataDir });
  } catch (error) {
    if (!isSpeckitError(error, 'auth')) throw error;
    throw new SpeckitError('auth', error.message, { hint: KEY_HINT, cause: error });
  }
}

/** Shows that it runs; the post step can then tell of its end even after a crash. */
export async function announce({ folder }: Pick<Action, 'folder'>, planned: Planned): Promise<void> {
  if (!planned.reporter || planned.memo === undefined) return;
  const places = await planned.reporter.started();
  note(folder, planned, shownSince(planned, places));
}

/** Its end is told: what is left to the post step is the sandbox, and no other end is shown. */
export function noteTold({ folder }: Pick<Action, 'folder'>, planned: Planned): void {
  note(folder, planned, {});
}

/**
 * Lets go of the run's sandboxes in the little time that a cancelled job has left. Returns whether they are gone; the
 * post step tries it again.
 */
export async function discard({ log }: Pick<Action, 'log'>, driver: Driver, runId: string): Promise<boolean> {
  try {
    await discardSandboxes(driver, runId, AbortSignal.timeout(DISCARD_MS));
    return true;
  } catch (error) {
    log.warn(`The sandbox could not be released yet: ${toSpeckitError(error).message}`);
    return false;
  }
}

const dataDirOf = (folder: string) => path.join(folder, 'sandboxes');

function shownSince({ memo }: Planned, places: Places = {}): Pick<RunState, 'shown'> {
  return memo === undefined ? {} : { shown: { memo, startedAt: new Date().toISOString(), ...places } };
}

function note(folder: string, { id, profile }: Planned, shown: Pick<RunState, 'shown'>): void {
  const { driver, settings } = profile;
  saveRun({ id, driver, settings, folder: dataDirOf(folder), ...shown });
}

import path from 'node:path';
import { openDriver } from '../shared/drivers/open.ts';
import type { Driver } from '../shared/drivers/types.ts';
import { isSpeckitError, SpeckitError, toSpeckitError } from '../shared/errors.ts';
import { discardSandboxes } from '../shared/pipeline/release.ts';
import type { Action } from './action.ts';
import { DISCARD_MS } from './cancel.ts';
import type { Planned } from './planned.ts';
import { saveRun } from './state.ts';

export const KEY_HINT =
  'Give the step its input for the key, like `anthropic-api-key` or `e2b-api-key`, with a secret of the repository.';

/** The run's driver; the post step knows of it from now on. @throws SpeckitError `auth` without its key */
export async function openSandboxes({ folder, variables }: Action, planned: Planned): Promise<Driver> {
  const { id, profile, memo } = planned;
  const { driver, settings } = profile;
  const dataDir = path.join(folder, 'sandboxes');
  const shown = memo === undefined ? {} : { shown: { memo, startedAt: new Date().toISOString() } };
  saveRun({ id, driver, settings, folder: dataDir, ...shown });
  try {
    return await openDriver({ driver, settings, variables, dataDir });
  } catch (error) {
    if (!isSpeckitError(error, 'auth')) throw error;
    throw new SpeckitError('auth', error.message, { hint: KEY_HINT, cause: error });
  }
}

/** Shows that it runs; the post step can then tell of its end even after a crash. */
export async function announce({ folder }: Action, planned: Planned): Promise<void> {
  const { id, profile, memo, reporter } = planned;
  if (!reporter || memo === undefined) return;
  const places = await reporter.started();
  const { driver, settings } = profile;
  const shown = { memo, startedAt: new Date().toISOString(), ...places };
  saveRun({ id, driver, settings, folder: path.join(folder, 'sandboxes'), shown });
}

/** Lets go of the run's sandboxes in the little time that a cancelled job has left; the post step tries it again. */
export async function discard({ log }: Action, driver: Driver, runId: string): Promise<void> {
  try {
    await discardSandboxes(driver, runId, AbortSignal.timeout(DISCARD_MS));
  } catch (error) {
    log.warn(`The sandbox could not be released yet: ${toSpeckitError(error).message}`);
  }
}

import { isSpeckitError } from '../errors.ts';
import type { Driver } from './types.ts';

/** Ends a sandbox of which only the id is known; one that is gone is fine. */
export async function removeSandbox(driver: Driver, id: string, signal: AbortSignal): Promise<void> {
  try {
    if (driver.remove) await driver.remove(id, { signal });
    else await (await driver.attach(id, { signal })).destroy({ signal });
  } catch (error) {
    if (!isSpeckitError(error, 'missing')) throw error;
  }
}

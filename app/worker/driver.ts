import path from 'node:path';
import { type DriverName, loadDriver } from '../../shared/drivers/index.ts';
import { openDriver as open } from '../../shared/drivers/open.ts';
import type { Driver } from '../../shared/drivers/types.ts';
import { isGroup } from '../../shared/profile/shape.ts';
import type { AppContext } from '../context.ts';
import type { SandboxPlace } from '../store/sandboxes.ts';

/** What of a profile says where its sandboxes are. */
export interface DriverChoice {
  driver: DriverName;
  settings: unknown;
}

/** The driver of a profile, with this server's folder and credentials. Rejects with `auth` when one is missing. */
export async function openDriver(
  { dataDir, variables }: Pick<AppContext, 'dataDir' | 'variables'>,
  { driver, settings }: DriverChoice,
): Promise<Driver> {
  return open({ driver, settings, variables, dataDir: path.join(dataDir, 'sandboxes') });
}

/** Where a profile's sandboxes are: what the driver's settings say of its address counts, no other setting. */
export async function placeOf({ driver, settings }: DriverChoice): Promise<SandboxPlace> {
  const { endpointSettings = [] } = await loadDriver(driver);
  const address = endpointSettings.map(name => (isGroup(settings) ? (settings[name] ?? null) : null));
  return { key: [driver, ...address.map(value => JSON.stringify(value))].join(' '), driver, settings };
}

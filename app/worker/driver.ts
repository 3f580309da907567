import path from 'node:path';
import { loadDriver } from '../../shared/drivers/index.ts';
import type { Driver } from '../../shared/drivers/types.ts';
import type { ResolvedProfile } from '../../shared/profile/resolve.ts';
import type { AppContext } from '../context.ts';

/** The driver that a profile names, with this server's folder and those of its keys that the driver needs. */
export async function openDriver(
  { dataDir, variables }: AppContext,
  profile: ResolvedProfile,
): Promise<Driver> {
  const definition = await loadDriver(profile.driver);
  const credentials: Record<string, string> = {};
  for (const { name } of definition.credentials ?? []) {
    const value = variables[name];
    if (value) credentials[name] = value;
  }
  return definition.make(profile.settings, { dataDir: path.join(dataDir, 'sandboxes'), credentials });
}

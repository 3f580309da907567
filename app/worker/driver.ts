import path from 'node:path';
import { loadDriver } from '../../shared/drivers/index.ts';
import type { Driver } from '../../shared/drivers/types.ts';
import type { ResolvedProfile } from '../../shared/profile/resolve.ts';
import type { AppContext } from '../context.ts';

/** The driver that a profile names, with this server's folder. */
export async function openDriver({ dataDir }: AppContext, profile: ResolvedProfile): Promise<Driver> {
  const definition = await loadDriver(profile.driver);
  return definition.make(profile.settings, { dataDir: path.join(dataDir, 'sandboxes') });
}

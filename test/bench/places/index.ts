import type { DriverName } from '../../../shared/drivers/index.ts';
import { openDriver } from '../../../shared/drivers/open.ts';
import type { Place, PlaceOptions } from './types.ts';

const PLACES = {
  local: () => import('./local.ts'),
  docker: () => import('./docker.ts'),
  e2b: () => import('./e2b.ts'),
  daytona: () => import('./daytona.ts'),
} as const satisfies Record<DriverName, unknown>;

/** A place of that driver; E2B and Daytona are the local services of the tests, in this process. */
export async function openPlace(name: DriverName, options: PlaceOptions = {}): Promise<Place> {
  const { default: open } = await PLACES[name]();
  const { handle, ...place } = await open(options);
  return { ...place, handle, driver: await openDriver(handle) };
}

import type { DriverDefinition } from './types.ts';

/** Driver name → lazy import, so that an unused driver costs nothing. */
const DRIVERS = {
  local: () => import('./local.ts'),
  docker: () => import('./docker.ts'),
  e2b: () => import('./e2b.ts'),
  daytona: () => import('./daytona.ts'),
} as const;

export type DriverName = keyof typeof DRIVERS;
export const DRIVER_NAMES = Object.keys(DRIVERS) as DriverName[];

/** The definition of the driver `name`, loaded on first use. */
export async function loadDriver(name: DriverName): Promise<DriverDefinition<unknown>> {
  return (await DRIVERS[name]()).default as DriverDefinition<unknown>;
}

import { SpeckitError } from '../errors.ts';
import { DRIVER_NAMES, type DriverName, loadDriver } from './index.ts';
import type { Driver, DriverDefinition } from './types.ts';

export interface OpenDriverOptions {
  driver: DriverName;
  /** Of the driver's own type. */
  settings: unknown;
  /** Folder for what drivers keep on this machine. */
  dataDir: string;
  /** The environment that the driver's credentials are taken from. */
  variables: Readonly<Record<string, string | undefined>>;
}

/** A driver with its credentials. Does no I/O beyond loading it; rejects with `auth` when a credential is missing. */
export async function openDriver({
  driver,
  settings,
  dataDir,
  variables,
}: OpenDriverOptions): Promise<Driver> {
  const definition = await loadDriver(driver);
  return definition.make(settings, { dataDir, credentials: pickCredentials(definition, variables) });
}

/**
 * The values of the variables that the driver needs to be let in, and no others.
 * @throws SpeckitError `auth` that names the missing one
 */
export function pickCredentials(
  { name, credentials = [] }: Pick<DriverDefinition<unknown>, 'name' | 'credentials'>,
  variables: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const entries = credentials.flatMap(({ name: key, hint, required }) => {
    const value = variables[key];
    if (value) return [[key, value] as const];
    if (!required) return [];
    throw new SpeckitError('auth', `The driver \`${name}\` needs \`${key}\`, which is not set.`, { hint });
  });
  return Object.fromEntries(entries);
}

/** The variables that any driver takes a credential from. */
export async function credentialNames(): Promise<string[]> {
  const definitions = await Promise.all(DRIVER_NAMES.map(name => loadDriver(name)));
  return definitions.flatMap(({ credentials = [] }) => credentials.map(({ name }) => name));
}

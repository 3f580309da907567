import { SpeckitError } from '../../shared/errors.ts';

/** What a process of the App does: `web` takes webhooks and stores them, `worker` does what they ask. */
export const ROLES = ['web', 'worker'] as const;
export type Role = (typeof ROLES)[number];

/**
 * The roles in `ROLES=web,worker`; both where nothing is said.
 * @throws SpeckitError `config` that names the variable
 */
export function readRoles(value: string | undefined, databaseUrl: string | undefined): ReadonlySet<Role> {
  if (!value) return new Set(ROLES);
  const named = value.split(',').map(name => name.trim());
  const roles = ROLES.filter(role => named.includes(role));
  const unknown = named.find(name => !ROLES.some(role => role === name));
  if (unknown !== undefined || roles.length === 0) {
    throw new SpeckitError(
      'config',
      `The environment variable ROLES is ${JSON.stringify(value)}; it must be web, worker or both with a comma.`,
      { hint: 'Correct ROLES and start the server again; without it the process does both.' },
    );
  }
  if (roles.length < ROLES.length && !databaseUrl) {
    throw new SpeckitError(
      'config',
      `ROLES is ${JSON.stringify(value)}, and the embedded database has one process only.`,
      { hint: 'Set DATABASE_URL, so that the processes share one PostgreSQL, or leave ROLES out.' },
    );
  }
  return new Set(roles);
}

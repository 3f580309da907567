import type { Work } from '../command/types.ts';
import { SpeckitError } from '../errors.ts';
import type { ResolvedProfile } from '../profile/resolve.ts';
import { missingAgentKeys } from '../speckit/agent-keys.ts';

type Variables = Readonly<Record<string, string | undefined>>;

export interface PassingRun {
  work: Work;
  profile: Pick<ResolvedProfile, 'agent' | 'envNames' | 'set'>;
}

const SERVER_HINT =
  'Whoever runs the server sets it there, allows it for this repository under `variables`, and the profile lists it under `env`.';

/**
 * The values of the variables that the run's profile passes, by name; those that are not there are left out.
 * @param hint how an agent's key gets there
 * @throws SpeckitError `auth` when a phase's agent would start without any of its keys
 */
export function passSecrets(
  variables: Variables,
  { work, profile }: PassingRun,
  hint = SERVER_HINT,
): Record<string, string> {
  const secrets = knownSecrets(variables, profile);
  if (work.kind === 'phase') checkAgentKey(profile.agent, { ...profile.set, ...secrets }, hint);
  return secrets;
}

/** The values that are there for the names of a profile: what must be seen nowhere. */
export function knownSecrets(
  variables: Variables,
  { envNames }: Pick<ResolvedProfile, 'envNames'>,
): Record<string, string> {
  const passed = envNames.flatMap(name => {
    const value = variables[name];
    return value ? [[name, value] as const] : [];
  });
  return Object.fromEntries(passed);
}

function checkAgentKey(name: string, environment: Readonly<Record<string, string>>, hint: string): void {
  const missing = missingAgentKeys(name, environment);
  if (missing.length === 0) return;
  const names = missing.map(key => `\`${key}\``).join(' or ');
  throw new SpeckitError('auth', `The agent \`${name}\` has no key: ${names} does not reach the sandbox.`, {
    hint,
  });
}

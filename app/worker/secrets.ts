import { SpeckitError } from '../../shared/errors.ts';
import { missingAgentKeys } from '../../shared/speckit/agent-keys.ts';
import type { Run } from '../store/run-row.ts';
import { profileOf, workOf } from './facts.ts';

/**
 * The values of the variables that the run's profile passes, by name; those that the server does not have are left out.
 * @throws SpeckitError `auth` when a phase's agent would start without any of its keys
 */
export function passSecrets(
  variables: Readonly<Record<string, string | undefined>>,
  run: Run,
): Record<string, string> {
  const profile = profileOf(run);
  const secrets = knownSecrets(variables, run);
  if (workOf(run).work.kind === 'phase') checkAgentKey(profile.agent, { ...profile.set, ...secrets });
  return secrets;
}

/** The values that the server has for the names of the run's profile: what must be seen nowhere. */
export function knownSecrets(
  variables: Readonly<Record<string, string | undefined>>,
  run: Run,
): Record<string, string> {
  const passed = profileOf(run).envNames.flatMap(name => {
    const value = variables[name];
    return value ? [[name, value] as const] : [];
  });
  return Object.fromEntries(passed);
}

function checkAgentKey(name: string, environment: Readonly<Record<string, string>>): void {
  const missing = missingAgentKeys(name, environment);
  if (missing.length === 0) return;
  const names = missing.map(key => `\`${key}\``).join(' or ');
  throw new SpeckitError('auth', `The agent \`${name}\` has no key: ${names} does not reach the sandbox.`, {
    hint: 'Whoever runs the server sets it there, allows it for this repository under `variables`, and the profile lists it under `env`.',
  });
}

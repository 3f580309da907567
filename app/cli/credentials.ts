import { type DriverName, loadDriver } from '../../shared/drivers/index.ts';
import type { DriverCredential } from '../../shared/drivers/types.ts';
import { isSpeckitError, SpeckitError } from '../../shared/errors.ts';
import { findAgent } from '../../shared/profile/agents.ts';
import { openKeychain } from './keychain.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What of a resolved profile says which credentials a run takes. */
export interface Needs {
  driver: DriverName;
  agent: string;
  envNames: readonly string[];
}

/** How an agent's key gets into a run, for `passSecrets`. */
export const agentKeyHint = (agent: string): string =>
  `Run \`speckit-remote login ${agent}\`, or set the variable in the environment; a profile with an \`env\` must list it.`;

/**
 * The environment, and of the keychain what it lacks for such a run: the keys of the driver and what the profile
 * passes into the sandbox. Where one of the agent's keys is in the environment, none of its others is looked up.
 * @returns variables for `openDriver` and `passSecrets`
 * @throws SpeckitError `auth` when a key that the driver cannot do without is in neither
 */
export async function withCredentials(
  env: Variables,
  needs: Needs,
  signal?: AbortSignal,
): Promise<Variables> {
  const { credentials, lacking } = await wanted(env, needs);
  const { values, fault } = await lookUp(lacking, signal);
  for (const credential of credentials) {
    const { name, required } = credential;
    if (required && !env[name] && !values[name]) throw missingKey(needs.driver, credential, fault);
  }
  return { ...env, ...values };
}

/**
 * Where each credential of such a run comes from; those that are in neither place are left out. A keychain that cannot
 * be asked has none, and `fault` says why.
 */
export async function findCredentials(
  env: Variables,
  needs: Needs,
  signal?: AbortSignal,
): Promise<{ found: Record<string, 'environment' | 'keychain'>; fault?: SpeckitError }> {
  const { names, lacking } = await wanted(env, needs);
  const { values, fault } = await lookUp(lacking, signal);
  const found: Record<string, 'environment' | 'keychain'> = {};
  for (const name of names) {
    if (env[name]) found[name] = 'environment';
    else if (values[name]) found[name] = 'keychain';
  }
  return { found, ...(fault ? { fault } : {}) };
}

/** The names of such a run's credentials, and those of them to look for in the keychain. */
async function wanted(env: Variables, { driver, agent, envNames }: Needs) {
  const { credentials = [] } = await loadDriver(driver);
  const keys = findAgent(agent)?.keys ?? [];
  const hasKey = keys.some(key => env[key]);
  const names = [...new Set([...credentials.map(({ name }) => name), ...envNames])];
  const lacking = names.filter(name => !env[name] && !(hasKey && keys.includes(name)));
  return { credentials, names, lacking };
}

/** What the keychain has of these variables. */
async function lookUp(names: readonly string[], signal: AbortSignal | undefined) {
  const keychain = openKeychain(signal);
  const values: Record<string, string> = {};
  try {
    for (const name of names) {
      const value = await keychain.read(name);
      if (value) values[name] = value;
    }
    return { values };
  } catch (error) {
    // Most machines that run in the background have none, and the environment may have all that is needed.
    if (isSpeckitError(error, 'unsupported')) return { values, fault: error };
    throw error;
  }
}

function missingKey(
  driver: DriverName,
  { name, hint }: DriverCredential,
  fault: SpeckitError | undefined,
): SpeckitError {
  const login = `Or run \`speckit-remote login ${driver}\`, which keeps it in the system's keychain.`;
  return new SpeckitError('auth', `The driver \`${driver}\` needs \`${name}\`, which is not known here.`, {
    hint: `${hint} ${fault ? fault.message : login}`,
    ...(fault ? { cause: fault } : {}),
  });
}

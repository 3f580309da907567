import { listed } from '../../../shared/command/suggest.ts';
import { loadDriver } from '../../../shared/drivers/index.ts';
import { openDriver } from '../../../shared/drivers/open.ts';
import { missingAgentKeys } from '../../../shared/speckit/agent-keys.ts';
import type { Context } from '../command.ts';
import { readConfiguration } from '../configuration/read.ts';
import { resolveForTerminal, type TerminalProfile } from '../configuration/resolve.ts';
import { agentKeyHint, findCredentials, withCredentials } from '../credentials.ts';
import { type Finding, find, type Seen } from '../findings.ts';

/** Settings, credentials, and one cheap call to the engine or service, each as far as the one before allows. */
export async function testProfile(
  { folders, cwd, env, signal }: Pick<Context, 'folders' | 'cwd' | 'env' | 'signal'>,
  name: string | undefined,
): Promise<{ profile: TerminalProfile; findings: Finding[] }> {
  // A profile that cannot be read is an error and not a finding: then nothing was tested.
  const profile = await resolveForTerminal(
    await readConfiguration(folders, cwd),
    name === undefined ? {} : { profile: name },
  );
  const settings = await find('settings', signal, () => `driver ${profile.driver}, agent ${profile.agent}`);
  const credentials = await find('credentials', signal, () => driverCredentials(profile, env, signal));
  const probe = await find(profile.driver, signal, async () => {
    if (credentials.state === 'failed') return { state: 'skipped', text: 'not asked without credentials' };
    const variables = await withCredentials(env, profile, signal);
    const driver = await openDriver({ ...profile, variables, dataDir: folders.state });
    const started = performance.now();
    await driver.probe({ signal });
    return `answers, after ${Math.round(performance.now() - started)} ms`;
  });
  const agent = await find(profile.agent, signal, () => agentKey(profile, env, signal));
  return { profile, findings: [settings, credentials, probe, agent] };
}

async function driverCredentials(
  profile: TerminalProfile,
  env: Context['env'],
  signal: AbortSignal,
): Promise<Seen> {
  const { credentials = [] } = await loadDriver(profile.driver);
  if (credentials.length === 0) return `the driver ${profile.driver} needs none`;
  await withCredentials(env, profile, signal);
  const { found } = await findCredentials(env, profile, signal);
  return credentials
    .flatMap(({ name }) => (found[name] ? [`${name} from the ${found[name]}`] : []))
    .join(', ');
}

/** Without a key phases cannot run, but shell commands can. */
async function agentKey(profile: TerminalProfile, env: Context['env'], signal: AbortSignal): Promise<Seen> {
  const { found, fault } = await findCredentials(env, profile, signal);
  const missing = missingAgentKeys(profile.agent, { ...profile.set, ...found });
  if (missing.length > 0) {
    return {
      state: 'warning',
      text: `has no key, so only shell commands can run: ${listed(missing)}`,
      hint: fault ? `${fault.message} Set one of them in the environment.` : agentKeyHint(profile.agent),
    };
  }
  const from = profile.envNames.flatMap(name => (found[name] ? [`${name} from the ${found[name]}`] : []));
  return from.length > 0 ? from.join(', ') : 'no key is known to be needed';
}

import { loadDriver } from '../../../shared/drivers/index.ts';
import { formatDuration } from '../../../shared/profile/durations.ts';
import type { Context } from '../command.ts';
import { readConfiguration, userFile } from '../configuration/read.ts';
import { resolveForTerminal } from '../configuration/resolve.ts';
import { findCredentials } from '../credentials.ts';

/** A profile as runs take it: with every default, and where each credential comes from; never a value of one. */
export async function showProfile(
  { folders, cwd, env, signal }: Pick<Context, 'folders' | 'cwd' | 'env' | 'signal'>,
  name: string | undefined,
) {
  const configuration = await readConfiguration(folders, cwd);
  const profile = await resolveForTerminal(configuration, name === undefined ? {} : { profile: name });
  const { source, driver, settings, agent, project, exclude, timeoutMs, envNames, set } = profile;
  const { credentials = [] } = await loadDriver(driver);
  const names = [...credentials.map(credential => credential.name), ...envNames];
  const { found } = await findCredentials(env, profile, signal);
  const files = { own: userFile(folders), project: configuration.repo.file, 'built-in': undefined };
  return {
    name: profile.name,
    source,
    ...(files[source] === undefined ? {} : { file: files[source] }),
    driver,
    agent,
    timeout: formatDuration(timeoutMs),
    project,
    exclude,
    settings,
    set,
    credentials: Object.fromEntries(names.map(variable => [variable, found[variable] ?? 'missing'])),
  };
}

import type { RunFlags } from '../../../shared/command/types.ts';
import type { Context } from '../command.ts';
import { readConfiguration } from '../configuration/read.ts';
import { resolveForTerminal, type TerminalProfile } from '../configuration/resolve.ts';
import { withCredentials } from '../credentials.ts';

/** What a run needs to know of profiles and credentials. */
export interface RunSettings {
  profile: TerminalProfile;
  /** Where the values of `profile.envNames` and the driver's credentials come from: environment, then keychain. */
  variables: Readonly<Record<string, string | undefined>>;
}

/**
 * The profile that a run in the checkout `root` takes, and the variables for it.
 * @throws SpeckitError `usage` for a bad flag, `config` for a bad file, `denied` for what a project must not set,
 * `auth` when the driver lacks its key
 */
export async function runSettings(
  { env, folders, signal }: Pick<Context, 'env' | 'folders' | 'signal'>,
  root: string,
  flags: RunFlags,
): Promise<RunSettings> {
  const profile = await resolveForTerminal(await readConfiguration(folders, root), flags);
  return { profile, variables: await withCredentials(env, profile, signal) };
}

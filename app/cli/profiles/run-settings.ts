import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunFlags } from '../../../shared/command/types.ts';
import { DRIVER_NAMES } from '../../../shared/drivers/index.ts';
import { parseRepoConfig, parseServerConfig, REPO_FILE } from '../../../shared/profile/load.ts';
import { type ResolvedProfile, resolveProfile } from '../../../shared/profile/resolve.ts';
import { OVERRIDABLE } from '../../../shared/profile/schema.ts';
import type { Context } from '../command.ts';

/** What a run needs to know of profiles and credentials. */
export interface RunSettings {
  profile: ResolvedProfile;
  /** Where the values of `profile.envNames` and the driver's credentials come from: environment, then keychain. */
  variables: Readonly<Record<string, string | undefined>>;
}

/**
 * The profile that a run in the checkout `root` takes, and the variables for it.
 * @throws SpeckitError `usage` for a bad flag, `config` for a bad file
 */
export async function runSettings(
  { env }: Pick<Context, 'env' | 'folders'>,
  root: string,
  flags: RunFlags,
): Promise<RunSettings> {
  const text = await readFile(path.join(root, REPO_FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const own = {
    serve: { owners: ['local'] },
    allow: { drivers: DRIVER_NAMES, override: OVERRIDABLE, images: ['*'] },
  };
  const [server, repo] = await Promise.all([
    parseServerConfig(JSON.stringify(own), { file: 'your profiles' }),
    parseRepoConfig(text),
  ]);
  const profile = await resolveProfile({ server, repo, repository: 'local/checkout', flags });
  return { profile, variables: env };
}

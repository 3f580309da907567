import path from 'node:path';
import { quoted } from '../../../shared/command/suggest.ts';
import type { RunFlags } from '../../../shared/command/types.ts';
import { DRIVER_NAMES } from '../../../shared/drivers/index.ts';
import { SpeckitError } from '../../../shared/errors.ts';
import { AGENTS } from '../../../shared/profile/agents.ts';
import type { Ceiling, RepoConfig, ServerConfig } from '../../../shared/profile/config.ts';
import { MAX_DURATION_MS } from '../../../shared/profile/durations.ts';
import { parseServerConfig } from '../../../shared/profile/load.ts';
import { type ResolvedProfile, resolveProfile } from '../../../shared/profile/resolve.ts';
import { OVERRIDABLE } from '../../../shared/profile/schema.ts';
import { BUILT_IN, chosenProfile, findProfile, type ProfileSource } from './choice.ts';
import type { Configuration } from './read.ts';

export type ProfileFlags = Pick<RunFlags, 'profile' | 'driver' | 'agent' | 'timeoutMs'>;

/** What a run in the terminal takes. */
export interface TerminalProfile extends ResolvedProfile {
  source: ProfileSource;
}

/** Any name will do: every rule below is for all of them. */
const OWNER = 'projects';

/**
 * The profile of a run in the terminal, with the defaults of both files. The user's own word is the ceiling of what the
 * project's profiles may say: they come with a clone, and the keys and the machine are the user's.
 * @throws SpeckitError `usage` for a flag, `config` for a file, `denied` for what a project must not set
 */
export async function resolveForTerminal(
  configuration: Configuration,
  flags: ProfileFlags,
): Promise<TerminalProfile> {
  const { user, repo, project } = configuration;
  const choice = chosenProfile(configuration, flags.profile);
  const { name, source } = findProfile(configuration, choice);
  if (choice.by === 'project' && source !== 'project' && name !== 'default') throw notTheirs(repo, name);
  const resolved = await resolveProfile({
    server: await serverOf(configuration, flags),
    repo: projectOnly(repo, source === 'project' ? name : undefined),
    repository: `${OWNER}/${path.basename(project)}`,
    flags: { ...flags, profile: name },
  });
  return { ...resolved, exclude: [...user.exclude, ...repo.exclude], source };
}

/** A clone must not lead to what the user keeps for other work, nor onto the machine itself. */
const notTheirs = ({ file }: RepoConfig, name: string) =>
  new SpeckitError(
    'denied',
    `\`${file}\` chooses the profile ${quoted(name)}, which is yours and not the project's.`,
    { hint: `Choose it yourself: \`speckit-remote profile use ${name} --here\`, or \`--profile ${name}\`.` },
  );

/** The project's configuration with at most the one profile that was chosen, so that it changes none of the user's. */
function projectOnly(repo: RepoConfig, name: string | undefined): RepoConfig {
  const chosen = name === undefined ? undefined : repo.profiles[name];
  return { ...repo, profiles: name === undefined || !chosen ? {} : { [name]: chosen } };
}

/** The user's configuration in the place of a server's. */
async function serverOf({ user, repo }: Configuration, flags: ProfileFlags): Promise<ServerConfig> {
  const profiles = { local: BUILT_IN.local ?? { settings: {}, limits: {} }, ...user.profiles };
  const everywhere = [`${OWNER}/*`];
  const own = Object.entries(profiles).flatMap(([name, { env = [] }]) =>
    env.map(variable => [variable, name]),
  );
  const ofOwn = Map.groupBy(own, ([variable]) => variable);
  const anyProfile = [...AGENTS.flatMap(({ keys }) => keys), ...user.variables];
  return {
    ...(await parseServerConfig()),
    file: user.file,
    profiles,
    // Nothing is committed, so a person sees every change; what the project protects stays protected.
    protect: [],
    ...(user.agent === undefined ? {} : { agent: user.agent }),
    ...(user.timeoutMs === undefined ? {} : { timeoutMs: user.timeoutMs }),
    variables: {
      ...Object.fromEntries(
        [...ofOwn].map(([variable, uses]) => [
          variable,
          { repositories: everywhere, profiles: uses.map(([, name = '']) => name) },
        ]),
      ),
      ...Object.fromEntries(anyProfile.map(variable => [variable, { repositories: everywhere }])),
    },
    allow: ceiling(flags, repo),
  };
}

function ceiling({ driver }: ProfileFlags, { file }: RepoConfig): Ceiling {
  // Only a person's own word lets anything run on the machine itself.
  const others = DRIVER_NAMES.filter(name => name !== 'docker' && (name !== 'local' || driver === 'local'));
  const none = Infinity;
  return {
    setBy: {
      name: 'your configuration',
      remedy: `make a profile of your own with \`speckit-remote profile add\`, which \`${file}\` cannot limit`,
    },
    profiles: true,
    override: OVERRIDABLE,
    drivers: ['docker', ...others],
    images: ['*'],
    timeoutMs: MAX_DURATION_MS,
    keepMs: MAX_DURATION_MS,
    limits: { output: none, result: none, tree: none, file: none, files: none },
  };
}

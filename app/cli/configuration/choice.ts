import { didYouMean, listed, quoted } from '../../../shared/command/suggest.ts';
import { SpeckitError } from '../../../shared/errors.ts';
import type { ProfileConfig } from '../../../shared/profile/config.ts';
import type { Configuration } from './read.ts';

/** Where a profile is written. */
export type ProfileSource = 'own' | 'project' | 'built-in';

export interface KnownProfile {
  name: string;
  source: ProfileSource;
  config: ProfileConfig;
  /** One of the project's that a profile of the user's takes the place of. */
  hidden?: true;
}

/** Who said which profile a run takes. */
export interface Choice {
  name: string;
  by: 'flag' | 'folder' | 'user' | 'project' | 'nobody';
}

/** Always there; a profile of the user's with such a name takes its place. */
export const BUILT_IN: Readonly<Record<string, ProfileConfig>> = {
  default: { settings: {}, limits: {} },
  local: { driver: 'local', settings: {}, limits: {} },
};

/** Every profile that a run in this project can take, and those that are hidden; the user's own first. */
export function knownProfiles({ user, repo }: Pick<Configuration, 'user' | 'repo'>): KnownProfile[] {
  const own = entries(user.profiles, 'own');
  const ofProject = entries(repo.profiles, 'project').map(profile =>
    Object.hasOwn(user.profiles, profile.name) || profile.name === 'local'
      ? { ...profile, hidden: true as const }
      : profile,
  );
  const taken = new Set([...own, ...ofProject.filter(({ hidden }) => !hidden)].map(({ name }) => name));
  const builtIn = entries(BUILT_IN, 'built-in').filter(({ name }) => !taken.has(name));
  return [...own, ...ofProject, ...builtIn];
}

/** The profile of a run: what the flag says, then what was chosen for this folder, for everywhere, by the project. */
export function chosenProfile({ user, repo, project }: Configuration, flag?: string): Choice {
  const inFolder = Object.hasOwn(user.projects, project) ? user.projects[project]?.profile : undefined;
  if (flag !== undefined) return { name: flag, by: 'flag' };
  if (inFolder !== undefined) return { name: inFolder, by: 'folder' };
  if (user.profile !== undefined) return { name: user.profile, by: 'user' };
  return repo.profile === undefined
    ? { name: 'default', by: 'nobody' }
    : { name: repo.profile, by: 'project' };
}

/** The profile with that name. @throws SpeckitError `usage`, or `config` for a name that a file chose */
export function findProfile(configuration: Configuration, { name, by }: Choice): KnownProfile {
  const known = knownProfiles(configuration).filter(({ hidden }) => !hidden);
  const found = known.find(profile => profile.name === name);
  if (found) return found;
  const names = known.map(profile => profile.name);
  const missing = `There is no profile ${quoted(name)} here.${didYouMean(name, names)}`;
  if (by === 'flag')
    throw new SpeckitError('usage', missing, { hint: `The profiles here are ${listed(names)}.` });
  const { user, repo } = configuration;
  throw new SpeckitError('config', `${missing} \`${by === 'project' ? repo.file : user.file}\` chooses it.`, {
    hint: `Choose another with \`speckit-remote profile use\`: ${listed(names)}.`,
  });
}

function entries(profiles: Readonly<Record<string, ProfileConfig>>, source: ProfileSource): KnownProfile[] {
  return Object.entries(profiles).map(([name, config]) => ({ name, source, config }));
}

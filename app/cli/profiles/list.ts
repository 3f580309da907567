import type { DriverName } from '../../../shared/drivers/index.ts';
import { DEFAULT_AGENT } from '../../../shared/profile/agents.ts';
import {
  type Choice,
  chosenProfile,
  type KnownProfile,
  knownProfiles,
  type ProfileSource,
} from '../configuration/choice.ts';
import type { Configuration } from '../configuration/read.ts';

export interface ListedProfile {
  name: string;
  driver: DriverName;
  agent: string;
  source: ProfileSource;
  /** The source in words. */
  from: string;
  chosen: boolean;
  hidden: boolean;
}

/** Every profile of the user and the project, as a person wants to see it. */
export function listProfiles(configuration: Configuration): { profiles: ListedProfile[]; chosen: Choice } {
  const chosen = chosenProfile(configuration);
  const profiles = knownProfiles(configuration).map(profile => listed(profile, configuration, chosen));
  return { profiles, chosen };
}

function listed(
  { name, source, config, hidden }: KnownProfile,
  { user, repo }: Configuration,
  chosen: Choice,
): ListedProfile {
  return {
    name,
    driver: config.driver ?? 'docker',
    agent: config.agent ?? repo.agent ?? user.agent ?? DEFAULT_AGENT,
    source,
    from: source === 'own' ? 'your configuration' : source === 'project' ? repo.file : 'built in',
    chosen: hidden === undefined && name === chosen.name,
    hidden: hidden !== undefined,
  };
}

import { SpeckitError } from '../../../shared/errors.ts';
import type { UserConfig } from '../../../shared/profile/config.ts';
import { askChoice } from '../ask.ts';
import type { Context } from '../command.ts';
import { chosenProfile, findProfile, knownProfiles } from '../configuration/choice.ts';
import { type Configuration, readConfiguration } from '../configuration/read.ts';
import { resolveForTerminal } from '../configuration/resolve.ts';
import { changeUserFile, choose } from '../configuration/write.ts';

interface Wanted {
  name: string | undefined;
  here: boolean;
  /** Take the choice back. */
  unset: boolean;
}

/**
 * Chooses the profile of the next runs, everywhere or in this project; one of the project's holds only there.
 * @throws SpeckitError `usage` for a profile that is not there, `config` or `denied` for one that does not work
 */
export async function useProfile(
  context: Pick<Context, 'folders' | 'cwd' | 'signal' | 'interactive'>,
  { name: given, here, unset }: Wanted,
): Promise<{ name: string; driver: string; everywhere: boolean }> {
  const { folders, cwd, signal } = context;
  const configuration = await readConfiguration(folders, cwd);
  const { project, repo } = configuration;
  if (unset && given !== undefined) {
    throw new SpeckitError('usage', '`--unset` takes no profile.', { hint: 'Leave one of the two out.' });
  }
  const name = unset ? undefined : (given ?? (await askProfile(configuration, context)));
  const everywhere = !here && !(name !== undefined && isOfProject(configuration, name));
  const resolve = (user: UserConfig, profile?: string) =>
    resolveForTerminal({ user, repo, project }, profile === undefined ? {} : { profile });
  const user = await changeUserFile(folders, {
    signal,
    change: document => choose(document, { name, project, everywhere }),
    check: after => (name === undefined ? Promise.resolve() : resolve(after, name)),
  });
  const now = await resolve(user);
  return { name: now.name, driver: now.driver, everywhere };
}

function isOfProject(configuration: Configuration, name: string): boolean {
  return findProfile(configuration, { name, by: 'flag' }).source === 'project';
}

async function askProfile(
  configuration: Configuration,
  { interactive, signal }: Pick<Context, 'interactive' | 'signal'>,
): Promise<string> {
  const known = knownProfiles(configuration).filter(({ hidden }) => !hidden);
  if (!interactive) {
    throw new SpeckitError('usage', 'No profile is named.', {
      hint: `Write one behind \`profile use\`: ${known.map(({ name }) => name).join(', ')}.`,
    });
  }
  return askChoice({
    ...{ message: 'Which profile should runs take?', signal },
    answers: known.map(({ name, config }) => ({ value: name, hint: config.driver ?? 'docker' })),
    initial: chosenProfile(configuration).name,
  });
}

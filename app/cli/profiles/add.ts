import { quoted } from '../../../shared/command/suggest.ts';
import { SpeckitError } from '../../../shared/errors.ts';
import { profileName } from '../../../shared/profile/values.ts';
import { askText } from '../ask.ts';
import type { Context } from '../command.ts';
import { readConfiguration, userFile } from '../configuration/read.ts';
import type { FieldOptions } from './field-options.ts';
import { driverOf, type ProfileFields, withFlags, without } from './fields.ts';
import { interview } from './interview.ts';
import { checkProfile, exists, ownFields, saveProfile } from './save.ts';

type Place = Pick<Context, 'folders' | 'cwd' | 'signal'>;

/** Makes a profile from flags, or asks for everything. @throws SpeckitError `usage`, `config`, `cancelled` */
export async function addProfile(
  place: Place,
  {
    name: given,
    options,
    use,
    ask,
  }: { name: string | undefined; options: FieldOptions; use: boolean; ask: boolean },
): Promise<{ name: string; file: string }> {
  const { user } = await readConfiguration(place.folders, place.cwd);
  const taken = (name: string) => Object.hasOwn(user.profiles, name);
  if (given === undefined && !ask) {
    throw new SpeckitError('usage', 'The new profile has no name.', {
      hint: 'Write it behind `profile add`, or leave out all flags on a terminal to be asked.',
    });
  }
  const name = given ?? (await askName(taken, place.signal));
  if (taken(name)) throw exists(name);
  const flags = withFlags({}, options);
  await checkProfile(name, flags);
  const fields = ask ? await interview(name, {}, place.signal) : { driver: driverOf(flags), ...flags };
  await saveProfile(place, name, { fields, use, mustBeNew: true });
  return { name, file: userFile(place.folders) };
}

/** Changes a profile by flags, or asks with what it says now. @throws SpeckitError `usage`, `config`, `cancelled` */
export async function editProfile(
  place: Place,
  name: string,
  { options, unset, ask }: { options: FieldOptions; unset: readonly string[]; ask: boolean },
): Promise<{ file: string }> {
  const before = await ownFields(place.folders, name);
  if (!before) throw await notOwn(place, name);
  const fields: ProfileFields = ask
    ? await interview(name, before, place.signal)
    : without(withFlags(before, options), unset);
  await saveProfile(place, name, { fields, use: false, mustBeNew: false });
  return { file: userFile(place.folders) };
}

/** What to say to somebody who wants to change a profile that is none of theirs. */
export async function notOwn({ folders, cwd }: Place, name: string): Promise<SpeckitError> {
  const { user, repo } = await readConfiguration(folders, cwd);
  if (!Object.hasOwn(repo.profiles, name)) {
    const known = Object.keys(user.profiles).map(quoted).join(', ');
    return new SpeckitError('usage', `You have no profile ${quoted(name)}.`, {
      hint: known ? `Yours are ${known}.` : 'Make one with `speckit-remote profile add`.',
    });
  }
  return new SpeckitError('usage', `The profile ${quoted(name)} belongs to the project.`, {
    hint: `Change it in \`${repo.file}\`, or make one of your own, which then comes first.`,
  });
}

function askName(taken: (name: string) => boolean, signal: AbortSignal): Promise<string> {
  return askText({
    message: 'What should the profile be called?',
    signal,
    check: name =>
      taken(name) ? exists(name).message : profileName.safeParse(name).error?.issues[0]?.message,
  });
}

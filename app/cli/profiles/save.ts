import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, parseDocument } from 'yaml';
import { isSpeckitError, SpeckitError } from '../../../shared/errors.ts';
import { parseUserConfig } from '../../../shared/profile/load.ts';
import { isGroup } from '../../../shared/profile/shape.ts';
import type { Context } from '../command.ts';
import { readConfiguration, readIfThere, userFile } from '../configuration/read.ts';
import { resolveForTerminal } from '../configuration/resolve.ts';
import { changeUserFile, choose } from '../configuration/write.ts';
import type { ProfileFields } from './fields.ts';

/**
 * Checks a profile by itself, with every key and value.
 * @throws SpeckitError `usage` that says what is wrong with what somebody just said
 */
export async function checkProfile(name: string, fields: ProfileFields): Promise<void> {
  await asUsage(() =>
    parseUserConfig(JSON.stringify({ profiles: { [name]: fields } }), { file: 'the profile' }),
  );
}

/** What is wrong with a configuration that was said on the command line is wrong with the words. */
async function asUsage(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isSpeckitError(error, 'config')) throw error;
    throw new SpeckitError('usage', error.message, { hint: error.hint, cause: error });
  }
}

/** Writes the profile into the user's file, and makes it the chosen one if asked. @throws SpeckitError `usage`, `config` */
export async function saveProfile(
  { folders, cwd, signal }: Pick<Context, 'folders' | 'cwd' | 'signal'>,
  name: string,
  { fields, use, mustBeNew }: { fields: ProfileFields; use: boolean; mustBeNew: boolean },
): Promise<void> {
  await checkProfile(name, fields);
  const { repo, project } = await readConfiguration(folders, cwd);
  await changeUserFile(folders, {
    signal,
    change(document, { profiles }) {
      if (mustBeNew && Object.hasOwn(profiles, name)) throw exists(name);
      update(document, ['profiles', name], fields);
      if (use) choose(document, { name, project, everywhere: true });
    },
    check: user =>
      asUsage(() =>
        resolveForTerminal({ user: { ...user, file: 'the profile' }, repo, project }, { profile: name }),
      ),
  });
}

/** The user's own profile as the file has it; nothing where there is none. */
export async function ownFields(
  folders: Pick<Context['folders'], 'config'>,
  name: string,
): Promise<ProfileFields | undefined> {
  const document = parseDocument((await readIfThere(userFile(folders))) ?? '');
  const found = document.getIn(['profiles', name]);
  const value: unknown = isMap(found) ? found.toJS(document) : undefined;
  return isGroup(value) ? value : undefined;
}

/** Sets what differs and nothing else, so that comments and order stay. */
function update(document: Document, at: readonly string[], after: ProfileFields): void {
  const node = document.getIn(at);
  const before: unknown = isMap(node) ? node.toJS(document) : undefined;
  if (!isGroup(before)) {
    document.setIn(at, document.createNode(after));
    return;
  }
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) document.deleteIn([...at, key]);
  for (const [key, value] of Object.entries(after)) {
    if (isDeepStrictEqual(before[key], value)) continue;
    if (isGroup(value)) update(document, [...at, key], value);
    else document.setIn([...at, key], document.createNode(value));
  }
}

export const exists = (name: string): SpeckitError =>
  new SpeckitError('usage', `There is a profile \`${name}\` of yours already.`, {
    hint: `Change it with \`speckit-remote profile edit ${name}\`, or choose another name.`,
  });

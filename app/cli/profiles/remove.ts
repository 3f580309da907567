import type { Context } from '../command.ts';
import { changeUserFile, drop } from '../configuration/write.ts';
import { notOwn } from './add.ts';
import { ownFields } from './save.ts';

/** Removes a profile of the user's, and what chose it. @throws SpeckitError `usage` for any other */
export async function removeProfile(
  place: Pick<Context, 'folders' | 'cwd' | 'signal'>,
  name: string,
): Promise<{ wasChosen: boolean }> {
  const { folders, signal } = place;
  if (!(await ownFields(folders, name))) throw await notOwn(place, name);
  let wasChosen = false;
  await changeUserFile(folders, {
    signal,
    change(document, { profile, projects }) {
      drop(document, ['profiles', name]);
      const folders = Object.entries(projects).filter(([, chosen]) => chosen.profile === name);
      for (const [folder] of folders) drop(document, ['projects', folder]);
      if (profile === name) drop(document, ['profile']);
      wasChosen = profile === name || folders.length > 0;
    },
  });
  return { wasChosen };
}

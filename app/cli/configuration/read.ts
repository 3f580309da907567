import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { SpeckitError } from '../../../shared/errors.ts';
import type { RepoConfig, UserConfig } from '../../../shared/profile/config.ts';
import { parseRepoConfig, parseUserConfig, REPO_FILE, USER_FILE } from '../../../shared/profile/load.ts';
import type { Folders } from '../folders.ts';
import { projectOf } from './project.ts';

/** What counts for a run that is started in a folder. */
export interface Configuration {
  user: UserConfig;
  repo: RepoConfig;
  /** Absolute folder of the project. */
  project: string;
}

export const userFile = ({ config }: Pick<Folders, 'config'>): string => path.join(config, USER_FILE);

/** Both files as they are now; one that is not there has the defaults. @throws SpeckitError `config` */
export async function readConfiguration(
  folders: Pick<Folders, 'config'>,
  cwd: string,
): Promise<Configuration> {
  const project = projectOf(cwd);
  const file = userFile(folders);
  const [own, ofProject] = await Promise.all([readIfThere(file), readIfThere(path.join(project, REPO_FILE))]);
  return {
    user: await parseUserConfig(own, { file }),
    repo: await parseRepoConfig(ofProject),
    project,
  };
}

/** A text file, or nothing where there is none. @throws SpeckitError `config` for one that cannot be read */
export async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new SpeckitError('config', `The file \`${file}\` cannot be read (${code}).`, {
      hint: 'Check that it is a file that you may read.',
      cause,
    });
  }
}

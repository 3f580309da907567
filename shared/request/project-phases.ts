import { isPhase } from '../command/phases.ts';
import {
  definesPhases,
  type ProjectFile,
  type ProjectPhases,
  projectPhases,
} from '../command/project-phases.ts';
import type { Client, RepositoryName } from '../github/client.ts';
import { listDirectory, readTextFile } from '../github/repo-files.ts';

export interface ProjectTarget extends RepositoryName {
  client: Client;
  /** The commit to look at. */
  ref: string;
  /** The project's directory; `.` is the repository's root. */
  project: string;
}

/** The phases that a project adds by its `.specify`, at one commit. */
export async function readProjectPhases(target: ProjectTarget): Promise<ProjectPhases> {
  const folders = await Promise.all(
    ['extensions', 'presets'].map(kind => manifestPaths(target, `.specify/${kind}`)),
  );
  const files = await Promise.all(
    folders.flat().map(async (path): Promise<ProjectFile[]> => {
      const text = await readTextFile({ ...target, path: inProject(target, path) });
      return text === undefined ? [] : [{ path, text }];
    }),
  );
  return projectPhases(files.flat());
}

/** What to look up for a phase: nothing for Spec Kit's own, which every project has. */
export async function phasesFor(phase: string, target: ProjectTarget): Promise<readonly string[]> {
  return isPhase(phase) ? [] : (await readProjectPhases(target)).names;
}

async function manifestPaths(target: ProjectTarget, folder: string): Promise<string[]> {
  const entries = (await listDirectory({ ...target, path: inProject(target, folder) })) ?? [];
  const manifest = folder.endsWith('presets') ? 'preset.yml' : 'extension.yml';
  const paths = entries.map(({ name, type }) =>
    type === 'dir' ? `${folder}/${name}/${manifest}` : `${folder}/${name}`,
  );
  return paths.filter(definesPhases);
}

function inProject({ project }: ProjectTarget, path: string): string {
  return project === '.' ? path : `${project}/${path}`;
}

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { checkPhase, checkText, isPhase } from '../../../shared/command/phases.ts';
import type { Work } from '../../../shared/command/types.ts';

/** Work with the exact name of its phase. @throws SpeckitError `usage` for a phase that the project does not have */
export async function checkLocalWork(work: Work, project: string): Promise<Work> {
  if (work.kind === 'shell') return work;
  const own = isPhase(work.phase) ? [] : await ownPhases(project);
  const checked: Work = { ...work, phase: checkPhase(work.phase, own) };
  checkText(checked, `Say what it is about: \`speckit-remote run ${checked.phase} "A shopping cart"\`.`);
  return checked;
}

/** The phases that the project in the folder `project` adds by its `.specify`. */
export async function ownPhases(project: string): Promise<string[]> {
  // Reading manifests takes a parser and a validator that few calls need.
  const { definesPhases, projectPhases } = await import('../../../shared/command/project-phases.ts');
  const folders = await Promise.all(
    ['extensions', 'presets'].map(async kind => {
      const folder = `.specify/${kind}`;
      const manifest = kind === 'presets' ? 'preset.yml' : 'extension.yml';
      const names = await readdir(path.join(project, folder)).catch(absent);
      return (names ?? []).flatMap(name => [`${folder}/${name}`, `${folder}/${name}/${manifest}`]);
    }),
  );
  const files = folders.flat().filter(definesPhases);
  const texts = await Promise.all(
    files.map(file => readFile(path.join(project, file), 'utf8').catch(absent)),
  );
  const found = files.flatMap((file, at) => {
    const text = texts[at];
    return text === undefined ? [] : [{ path: file, text }];
  });
  return projectPhases(found).names;
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code ?? '')) return undefined;
  throw error;
}

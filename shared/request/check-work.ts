import { checkPhase, checkText } from '../command/phases.ts';
import type { Work } from '../command/types.ts';
import type { Client, RepositoryName } from '../github/client.ts';
import { phasesFor } from './project-phases.ts';

/** Work with the exact name of its phase. @throws SpeckitError `usage` for a phase that the project does not have */
export async function checkWork(
  target: RepositoryName & { client: Client; ref: string; project: string },
  work: Work,
): Promise<Work> {
  if (work.kind === 'shell') return work;
  const checked: Work = { ...work, phase: checkPhase(work.phase, await phasesFor(work.phase, target)) };
  checkText(checked);
  return checked;
}

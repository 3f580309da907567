import { PHASES } from '../command/phases.ts';
import { commandFile } from './agent-files.ts';

/**
 * Whether `specify init` writes that path, given relative to the repository: what is below `.specify`, and the files of
 * Spec Kit's own commands for the agent. Other files of the agent's folder (settings, hooks) are none.
 */
export function isSetUpFile(agent: string, project: string): (path: string) => boolean {
  const root = project === '.' ? '' : `${project}/`;
  const commands = new Set(PHASES.map(({ name }) => root + commandFile(agent, name)));
  return path => path.startsWith(`${root}.specify/`) || commands.has(path);
}

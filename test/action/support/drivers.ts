import { readFile } from 'node:fs/promises';
import { dockerMissing } from '../../support/needs.ts';
import { proxyImage } from '../../support/proxy-image.ts';
import { SCRIPTED_AGENT, specifyForTests } from '../../support/specify.ts';

/** The scripted agent's place in a repository: a container sees nothing else of this machine. */
const AGENT = '.demo/claude';
const specify = await specifyForTests();

/** What the workflow sets for a step that runs phases; the profile has to pass it on. */
export const AGENT_ENV = { SPECKIT_INTEGRATION_CLAUDE_EXECUTABLE: AGENT, SCRIPTED_AGENT_PACE: '0' };

/** The drivers that need no service, each with a profile that can run phases, and why it cannot be tested here. */
export const DRIVERS = [
  { driver: 'local', skip: specify.skip, profile: { driver: 'local', local: { path: [specify.bin] } } },
  {
    driver: 'docker',
    skip: dockerMissing(),
    profile: { driver: 'docker', docker: { network: 'none' } },
  },
] as const;

/** Makes sure of the default image where Docker is there. */
export const dockerReady = async () => (dockerMissing() ? undefined : proxyImage());

/** The files that a repository needs for phases. */
export async function agentFiles(): Promise<Record<string, { mode: string; content: string }>> {
  return { [AGENT]: { mode: '100755', content: await readFile(SCRIPTED_AGENT, 'utf8') } };
}

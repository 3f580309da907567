import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SPECIFY_VERSION } from '../../../shared/speckit/version.ts';
import type { Seen } from '../findings.ts';

const execute = promisify(execFile);
const INSTALL = `pipx install specify-cli==${SPECIFY_VERSION}`;

/** Spec Kit's own command, which only runs on the machine itself take from here; the image has one of its own. */
export async function specifyHere(driver: string, signal: AbortSignal): Promise<Seen> {
  const needed = driver === 'local';
  try {
    const { stdout } = await execute('specify', ['--version'], { signal, timeout: 30_000 });
    return judgeVersion(stdout, `Install the one that this release was made for: \`${INSTALL}\`.`);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT')
      return {
        state: needed ? 'failed' : 'warning',
        text: message.trim().split('\n').slice(0, 2).join(': '),
        hint: `Install it again: \`${INSTALL}\`.`,
      };
    const hint = `The driver \`local\` needs it for phases: \`${INSTALL}\`.`;
    return needed
      ? { state: 'failed', text: 'is not installed here', hint }
      : { state: 'skipped', text: `is not installed here, and the driver ${driver} needs none here` };
  }
}

/** What `specify --version` said, beside the release that our workflows are written for. */
export function judgeVersion(said: string, hint: string): Seen {
  const version = /\d+\.\d+\.\d+\S*/.exec(said)?.[0] ?? said.trim();
  if (version === SPECIFY_VERSION) return version;
  return { state: 'warning', text: `${version}, and not ${SPECIFY_VERSION}`, hint };
}

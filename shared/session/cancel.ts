import type { Sandbox } from '../drivers/types.ts';
import { SpeckitError } from '../errors.ts';
import { CANCEL } from './scripts.ts';

export interface CancelOptions {
  /** The session's folder inside the sandbox. */
  dir: string;
  /** How long the command may tidy up between TERM and KILL, in milliseconds; default 10,000. */
  graceMs?: number;
  signal?: AbortSignal | undefined;
}

/**
 * Ends the command and everything it forked, and resolves when nobody of its process group is left. A session
 * that is over already is fine. Children that made a session of their own live until the sandbox is destroyed.
 */
export async function cancelSession(sandbox: Sandbox, options: CancelOptions): Promise<void> {
  const tenths = Math.max(0, Math.round((options.graceMs ?? 10_000) / 100));
  const { exitCode, stderr } = await sandbox.exec(['sh', '-c', CANCEL, 'sh', options.dir, String(tenths)], {
    signal: options.signal,
  });
  if (exitCode === 0) return;
  const cause = new Error(`session cancel: exit ${exitCode}: ${stderr.toString()}`);
  if (exitCode === 5) {
    throw new SpeckitError('missing', `There is no session in ${options.dir} of the sandbox.`, {
      hint: 'Nothing is left to cancel there; the sandbox can be released.',
      cause,
    });
  }
  throw new SpeckitError('internal', 'The command in the sandbox did not end.', {
    hint: 'Releasing the sandbox ends it for sure.',
    cause,
  });
}

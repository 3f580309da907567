import type { Sandbox } from '../drivers/types.ts';
import { SpeckitError } from '../errors.ts';
import { CANCEL, KILL } from './scripts.ts';

export interface CancelOptions {
  /** The session's folder inside the sandbox. */
  dir: string;
  /** How long the command may tidy up between TERM and KILL, in milliseconds; default 10,000. */
  graceMs?: number;
  signal?: AbortSignal | undefined;
}

/** The exits that CANCEL itself has. */
const TOLD: readonly number[] = [0, 5, 6];

/**
 * Ends the command and everything it forked, and resolves when nobody of its process group is left. A session
 * that is over already is fine. Children that made a session of their own live until the sandbox is destroyed.
 */
export async function cancelSession(sandbox: Sandbox, options: CancelOptions): Promise<void> {
  const tenths = Math.max(0, Math.round((options.graceMs ?? 10_000) / 100));
  const { dir, signal } = options;
  const cancel = () => sandbox.exec(['sh', '-c', CANCEL, 'sh', dir, String(tenths)], { signal });
  let { exitCode, stderr } = await cancel();
  // At the limit of processes not even waiting works, so the command gets no time to tidy up.
  if (!TOLD.includes(exitCode)) {
    await sandbox.exec(['sh', '-c', KILL, 'sh', dir], { signal });
    ({ exitCode, stderr } = await cancel());
  }
  if (exitCode === 0) return;
  const cause = new Error(`session cancel: exit ${exitCode}: ${stderr.toString()}`);
  if (exitCode === 5) {
    throw new SpeckitError('missing', `There is no session in ${dir} of the sandbox.`, {
      hint: 'Nothing is left to cancel there; the sandbox can be released.',
      cause,
    });
  }
  throw new SpeckitError('internal', 'The command in the sandbox did not end.', {
    hint: 'Releasing the sandbox ends it for sure.',
    cause,
  });
}

import path from 'node:path/posix';
import type { CallOptions, Sandbox } from '../drivers/types.ts';
import { SpeckitError } from '../errors.ts';

/** Bytes; a phase with a long text takes a few kilobytes. */
export const MAX_RUN_STATE_BYTES = 1024 * 1024;

/** Where Spec Kit keeps its runs, relative to the repository: never part of a result commit. */
export function runStatePath(projectDir = '.'): string {
  return path.join(projectDir, '.specify/workflows/runs');
}

export interface RunStateRequest {
  /** Spec Kit's own id of the run, from its outcome. */
  runId: string;
  projectDir?: string | undefined;
}

/** `skipped`: the run left none, or more than {@link MAX_RUN_STATE_BYTES}. */
export type RunState = { tar: Buffer } | { skipped: 'none' | 'too large' };

const RUN_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const NONE = 3;
const SCRIPT = `cd "$1" 2>/dev/null && [ -d "$2" ] && [ ! -L "$2" ] || exit ${NONE}
tar -cf - "$2" | gzip -c | head -c "$3"`;

/**
 * Spec Kit's state of one run as a gzipped tar with the folder `<runId>/`: unpacked under {@link runStatePath} of a
 * checkout, it lets `specify workflow resume` go on there. The bytes come from the sandbox: unpack them only in one.
 */
export async function collectRunState(
  sandbox: Sandbox,
  { runId, projectDir }: RunStateRequest,
  options: CallOptions = {},
): Promise<RunState> {
  if (!RUN_ID.test(runId)) return { skipped: 'none' };
  const runs = path.join(sandbox.home, 'repo', runStatePath(projectDir));
  const argv = ['sh', '-c', SCRIPT, 'sh', runs, runId, String(MAX_RUN_STATE_BYTES + 1)];
  const { exitCode, stdout } = await sandbox.exec(argv, options);
  if (exitCode === NONE) return { skipped: 'none' };
  if (exitCode !== 0) {
    throw new SpeckitError('rejected', `Spec Kit's run state could not be packed (exit code ${exitCode}).`, {
      hint: 'The run cannot be resumed later; its result is not affected.',
    });
  }
  return stdout.length > MAX_RUN_STATE_BYTES ? { skipped: 'too large' } : { tar: stdout };
}

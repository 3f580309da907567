import type { Sandbox } from '../drivers/types.ts';
import { SpeckitError } from '../errors.ts';
import { CROWDED } from './scripts.ts';

/**
 * Whether the sandbox is at its limit of processes, so that not even a shell of ours gets anywhere in it, and whether
 * the command of the session in `dir` has ended. What an ended one left behind is killed, which mostly makes room.
 */
export async function crowdedBy(
  sandbox: Sandbox,
  dir: string,
  signal: AbortSignal,
): Promise<'running' | 'ended' | undefined> {
  const { exitCode } = await sandbox.exec(['sh', '-c', CROWDED, 'sh', dir], { signal });
  if (exitCode === 0) return 'running';
  return exitCode === 7 ? 'ended' : undefined;
}

/** The error for a sandbox that stays at its limit after its command has ended. */
export const tooCrowded = () =>
  new SpeckitError('exhausted', 'The sandbox reached its limit of processes, and they do not end.', {
    hint: 'Raise the limit in the profile (`pids`), or let the command end the processes that it starts.',
  });

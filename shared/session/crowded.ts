import { setTimeout as pause } from 'node:timers/promises';
import type { Sandbox } from '../drivers/types.ts';
import { SpeckitError } from '../errors.ts';
import { CROWDED, ROOM } from './scripts.ts';

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

/** Between two looks into a sandbox that has no process left. */
export const CROWDED_MS = 500;
/** So many looks later the killed rest of an ended command should be gone. */
export const CROWDED_ROUNDS = 6;

/**
 * Whether the sandbox met its limit of processes and what the ended command of the session in `dir` left behind was
 * killed for it: something that could start no process may work now. Rejects with `exhausted` when there is still no room.
 */
export async function madeRoom(sandbox: Sandbox, dir: string, signal: AbortSignal): Promise<boolean> {
  const { exitCode } = await sandbox.exec(['sh', '-c', ROOM, 'sh', dir], { signal });
  if (exitCode !== 7) return false;
  let rounds = 0;
  do {
    if (rounds++ === CROWDED_ROUNDS) throw tooCrowded();
    await pause(CROWDED_MS, undefined, { signal });
  } while ((await crowdedBy(sandbox, dir, signal)) === 'ended');
  return true;
}

/** The error for a sandbox that stays at its limit after its command has ended. */
export const tooCrowded = () =>
  new SpeckitError('exhausted', 'The sandbox reached its limit of processes, and they do not end.', {
    hint: 'Raise the limit in the profile (`pids`), or let the command end the processes that it starts.',
  });

import { spawnSync } from 'node:child_process';

/** Whether a process with exactly this argument list is there. */
export function lives(...argv: string[]): boolean {
  const { status, error } = spawnSync('pgrep', ['-xf', argv.join(' ')]);
  if (error) throw error;
  return status === 0;
}

/** Ends the processes with exactly this argument list. */
export function endOf(...argv: string[]): void {
  const { error } = spawnSync('pkill', ['-xf', argv.join(' ')]);
  if (error) throw error;
}

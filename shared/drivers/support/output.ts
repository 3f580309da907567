import { SpeckitError } from '../../errors.ts';
import type { ExecOptions } from '../types.ts';

const STDERR_BYTES = 64 * 1024;
/** A sandbox may print what it likes, so even a short command's output has a bound. */
const STDOUT_BYTES = 64 * 1024 * 1024;

/** Takes what a command prints: stdout to `onStdout` or collected, of stderr the last 64 KiB. */
export function execOutput(onStdout: ExecOptions['onStdout']) {
  const stdout: Uint8Array[] = [];
  let stdoutBytes = 0;
  let stderr = Buffer.alloc(0);
  return {
    /** Awaits the listener, so a slow one slows the command down. Rejects with `exhausted` over 64 MiB. */
    async stdout(chunk: Uint8Array): Promise<void> {
      if (onStdout) return onStdout(chunk);
      stdoutBytes += chunk.length;
      if (stdoutBytes > STDOUT_BYTES) {
        throw new SpeckitError('exhausted', 'A command in the sandbox printed more than 64 MiB.', {
          hint: 'The run was ended; look at what the command did to the tools in the sandbox.',
        });
      }
      stdout.push(chunk);
    },
    stderr(chunk: Uint8Array): void {
      const all = Buffer.concat([stderr, chunk]);
      stderr = all.length > STDERR_BYTES ? Buffer.from(all.subarray(-STDERR_BYTES)) : all;
    },
    result(exitCode: number) {
      return { exitCode, stdout: Buffer.concat(stdout), stderr };
    },
  };
}

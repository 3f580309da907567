import type { Sandbox } from '../drivers/types.ts';
import { SpeckitError } from '../errors.ts';
import { START, SUPERVISE } from './scripts.ts';

export interface StartOptions {
  /** Absolute path of the session's own folder inside the sandbox; made when missing. */
  dir: string;
  /** Text of the sh script to run. */
  script: string;
  /** Absolute path inside the sandbox. */
  cwd: string;
  /** Reaches the command by the environment only, so never anybody's argument list. */
  env?: Readonly<Record<string, string>>;
  signal?: AbortSignal | undefined;
}

/**
 * Starts `script` detached in the sandbox and resolves as soon as it runs. A session that was started before in
 * the same `dir` is left as it is, so the call can be repeated after a crash.
 * Rejects with `exhausted` if the session's files cannot be written.
 */
export async function startSession(sandbox: Sandbox, options: StartOptions): Promise<void> {
  const script = Buffer.from(options.script);
  const argv = ['sh', '-c', START, 'sh', options.dir, options.cwd, SUPERVISE, String(script.length)];
  const { exitCode, stderr } = await sandbox.exec(argv, {
    stdin: script,
    env: options.env ?? {},
    signal: options.signal,
  });
  if (exitCode === 0) return;
  const cause = new Error(`session start: exit ${exitCode}: ${stderr.toString()}`);
  if (exitCode === 3) {
    throw new SpeckitError('exhausted', `The sandbox could not store the command in ${options.dir}.`, {
      hint: 'Its disk is full or read-only; give the sandbox more space and run it again.',
      cause,
    });
  }
  if (exitCode === 5) {
    throw new SpeckitError('unreachable', 'The command did not reach the sandbox whole.', {
      hint: 'The connection to the sandbox dropped; run it again.',
      cause,
    });
  }
  throw new SpeckitError('unsupported', 'The command could not be started in the sandbox.', {
    hint: 'The image must have a POSIX sh, setsid, tail and cat; name another image in the profile.',
    cause,
  });
}

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
  /** Aborting it before the call starts nothing; later it breaks off only a start that hangs. */
  signal?: AbortSignal | undefined;
}

/** A start that is broken off takes the command with it, which may run already; a server's end waits so long. */
const FINISH_MS = 4_000;

/**
 * Starts `script` detached in the sandbox and resolves as soon as it runs. A session that was started before in
 * the same `dir` is left as it is, so the call can be repeated after a crash.
 * Rejects with `exhausted` if the session's files cannot be written.
 */
export async function startSession(sandbox: Sandbox, options: StartOptions): Promise<void> {
  const script = Buffer.from(options.script);
  const argv = ['sh', '-c', START, 'sh', options.dir, options.cwd, SUPERVISE, String(script.length)];
  using patient = abortedAfter(FINISH_MS, options.signal);
  const { exitCode, stderr } = await sandbox.exec(argv, {
    stdin: script,
    env: options.env ?? {},
    signal: patient.signal,
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

/** A signal that aborts `ms` after the given one, with its reason. */
function abortedAfter(ms: number, signal?: AbortSignal): { signal: AbortSignal } & Disposable {
  signal?.throwIfAborted();
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    timer = setTimeout(() => late.abort(signal?.reason), ms);
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  return {
    signal: late.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

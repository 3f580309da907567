import { spawn } from 'node:child_process';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SpeckitError } from '../errors.ts';

export interface GitOptions {
  /** The repository; without it git looks for one from `cwd` on. */
  gitDir?: string;
  cwd?: string;
  /** Default: empty stdin. */
  stdin?: Uint8Array | Readable;
  /** Added to the scrubbed environment, for example `GIT_INDEX_FILE` or `GIT_CONFIG_COUNT`. */
  env?: Readonly<Record<string, string>>;
  /** Aborting ends git and its helpers and rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Told what git says on stderr, as it comes. */
  onStderr?: (text: string) => void;
  /** More output than this ends git and rejects with a {@link GitFailure} whose `tooLarge` is true. */
  maxBytes?: number;
}

/** Git ended badly. Never crosses the border of a module: callers map it to a `SpeckitError`. */
export class GitFailure extends Error {
  override readonly name = 'GitFailure';
  readonly args: readonly string[];
  /** `null` when a signal ended git. */
  readonly exitCode: number | null;
  /** At most the last 16 KiB. */
  readonly stderr: string;
  readonly tooLarge: boolean;

  constructor(args: readonly string[], exitCode: number | null, stderr: string, tooLarge = false) {
    super(`git ${args[0] ?? ''} ended with ${tooLarge ? 'too much output' : exitCode}: ${stderr.trim()}`);
    this.args = args;
    this.exitCode = exitCode;
    this.stderr = stderr;
    this.tooLarge = tooLarge;
  }
}

/** What git may see of our environment: how to find programs, certificates and a proxy, nothing else. */
const PASSED = /^(PATH|TMPDIR|TEMP|TMP|SYSTEMROOT|SSL_CERT_(FILE|DIR)|((https?|all|no)_proxy))$/i;
const STDERR_BYTES = 16 * 1024;
/** Git would have the whole of a large pack in its memory at once, and another one's beside it. */
const FRUGAL = ['-c', 'core.packedGitWindowSize=16m', '-c', 'core.packedGitLimit=64m'];

function environment(options: GitOptions): Record<string, string> {
  const passed = Object.entries(process.env).filter(
    ([name, value]) => value !== undefined && PASSED.test(name),
  );
  return {
    ...(Object.fromEntries(passed) as Record<string, string>),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'true',
    ...(options.gitDir === undefined ? {} : { GIT_DIR: options.gitDir }),
    ...options.env,
  };
}

/**
 * Runs git and returns its output whole. Rejects with {@link GitFailure} on a non-zero exit, with the signal's
 * reason when aborted, with a `SpeckitError` `missing` when this machine has no git.
 */
export async function git(args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
  const { stdout, done } = gitStream(args, options);
  const chunks: Buffer[] = [];
  stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  stdout.resume();
  await done;
  return Buffer.concat(chunks);
}

/** `git` for output of one line: without the final newline. */
export async function gitLine(args: readonly string[], options: GitOptions = {}): Promise<string> {
  return (await git(args, options)).toString('utf8').trimEnd();
}

/**
 * Runs git with its output as a stream. `done` settles after the output ended, as {@link git} does; a reader that
 * destroys `stdout` early ends git too, and `done` then rejects with a GitFailure. Always await `done`.
 */
export function gitStream(
  args: readonly string[],
  options: GitOptions = {},
): { stdout: Readable; done: Promise<void> } {
  options.signal?.throwIfAborted();
  // A group of its own: fetch starts helpers, and ending git alone would leave them holding our pipes.
  const child = spawn('git', [...FRUGAL, ...args], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: environment(options),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const end = () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };

  let stderr = Buffer.alloc(0);
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = Buffer.concat([stderr, chunk]).subarray(-STDERR_BYTES);
    options.onStderr?.(chunk.toString('latin1'));
  });
  let bytes = 0;
  let tooLarge = false;
  const { maxBytes } = options;
  if (maxBytes !== undefined) {
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= maxBytes || tooLarge) return;
      tooLarge = true;
      end();
    });
    // Whoever consumes the stream decides when it flows, not this counter.
    child.stdout.pause();
  }
  child.stdout.once('close', () => {
    if (!child.stdout.readableEnded) end();
  });
  options.signal?.addEventListener('abort', end, { once: true });

  const fed = feed(child.stdin, options.stdin, end);
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', error => reject(notInstalled(error)));
    child.once('close', code => {
      options.signal?.removeEventListener('abort', end);
      if (options.signal?.aborted) reject(options.signal.reason);
      else if (code !== 0 || tooLarge) reject(new GitFailure(args, code, stderr.toString('utf8'), tooLarge));
      else resolve();
    });
  });
  const done = settle(fed, ended, options.signal);
  // The reader may look at `done` only after the stream's end: not yet looked at is not unhandled.
  done.catch(() => undefined);
  return { stdout: child.stdout, done };
}

/** A broken source of stdin is the cause, git's complaint about it only the consequence. */
async function settle(fed: Promise<void>, ended: Promise<void>, signal?: AbortSignal): Promise<void> {
  const [source, exit] = await Promise.allSettled([fed, ended]);
  if (signal?.aborted) throw signal.reason;
  if (source.status === 'rejected') throw source.reason;
  if (exit.status === 'rejected') throw exit.reason;
}

/** Rejects only when the source breaks. Git may end without reading everything; its exit code judges that. */
async function feed(
  stdin: Writable,
  input: Uint8Array | Readable | undefined,
  end: () => void,
): Promise<void> {
  const source = input instanceof Readable ? input : Readable.from(input?.length ? [input] : []);
  let broken = false;
  const judge = () => {
    if (source.readableEnded || stdin.destroyed) return;
    broken = true;
    // Git must not take a torn input for a whole one.
    end();
  };
  source.once('error', judge).once('close', judge);
  try {
    await pipeline(source, stdin);
  } catch (error) {
    if (broken) throw error;
  }
}

function notInstalled(cause: Error): SpeckitError {
  return new SpeckitError('missing', 'The program `git` could not be started.', {
    hint: 'Install git 2.38 or newer where speckit-remote runs, and make sure it is on the PATH.',
    cause,
  });
}

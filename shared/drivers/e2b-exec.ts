import { Writable } from 'node:stream';
import { z } from 'zod';
import { type Daemon, RpcFailure, serverStream, unary } from './e2b-rpc.ts';
import { EXEC_MARK } from './support/leftovers.ts';
import { fileMissing } from './support/missing.ts';
import { execOutput } from './support/output.ts';
import { feedStdin } from './support/stdin.ts';
import type { ExecOptions, ExecResult } from './types.ts';

/** Answers of `Process/Start`; protobuf's JSON leaves out zeros, and bytes are base64. */
const Answer = z.object({
  event: z
    .object({
      start: z.object({ pid: z.int() }),
      data: z.object({ stdout: z.string(), stderr: z.string() }).partial(),
      end: z.object({ exitCode: z.int().default(0) }),
    })
    .partial(),
});

/** A shell around the command turns a signal, and a command that is not there, into the usual exit codes. */
const WRAPPER = '"$@"; exit $?';
/** More often than any proxy on the way closes a silent connection. */
const KEEPALIVE_SECONDS = 10;
const SILENCE_MS = 3 * KEEPALIVE_SECONDS * 1000;
const STDIN_PIECE = 512 * 1024;
const KILLED = 137;

export interface E2bExec {
  argv: readonly string[];
  /** Value of {@link EXEC_MARK} in the environment of the command's processes. */
  mark: string;
  cwd: string | undefined;
}

/** Runs one command to the end of its output. When it rejects, the command may live on: end it by its mark. */
export async function execE2b(
  daemon: Daemon,
  { argv, mark, cwd }: E2bExec,
  options: ExecOptions,
): Promise<ExecResult> {
  const over = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, over.signal]) : over.signal;
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {});
  const onAbort = () => broken.reject(options.signal?.reason);
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const request = {
    process: {
      cmd: '/bin/sh',
      args: ['-c', WRAPPER, 'sh', ...argv],
      envs: { ...options.env, [EXEC_MARK]: mark },
      ...(cwd !== undefined && { cwd }),
    },
    stdin: options.stdin !== undefined,
  };
  const keepalive = { ...daemon.headers, 'keepalive-ping-interval': String(KEEPALIVE_SECONDS) };
  const answers = serverStream({ ...daemon, headers: keepalive }, 'process.Process/Start', request, {
    signal,
    silenceMs: SILENCE_MS,
  });
  const output = execOutput(options.onStdout);
  const pid = Promise.withResolvers<number>();
  using _stdin =
    options.stdin === undefined
      ? undefined
      : feedStdin(options.stdin, remoteStdin(daemon, pid.promise, signal, broken.reject), broken.reject);

  async function run(): Promise<ExecResult> {
    for await (const answer of answers) {
      const { start, data, end } = Answer.parse(answer).event;
      if (start) pid.resolve(start.pid);
      if (data?.stdout) await output.stdout(Buffer.from(data.stdout, 'base64'));
      if (data?.stderr) output.stderr(Buffer.from(data.stderr, 'base64'));
      // Negative: the wrapper itself was killed.
      if (end) return output.result(end.exitCode < 0 ? KILLED : end.exitCode);
    }
    throw new RpcFailure('the stream ended without the end of the command', {});
  }

  const running = run();
  try {
    return await Promise.race([running, broken.promise]);
  } catch (error) {
    running.catch(() => {});
    // The shell is always there, so it can only be the folder.
    if (cwd !== undefined && error instanceof RpcFailure && error.code === 'invalid_argument') {
      throw fileMissing(cwd, error);
    }
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
    over.abort();
  }
}

/** The command's stdin. Fails quietly when the command reads no further, and tells `onLost` of a broken line. */
function remoteStdin(
  daemon: Daemon,
  pid: Promise<number>,
  signal: AbortSignal,
  onLost: (reason: unknown) => void,
): Writable {
  async function call(method: string, details: Record<string, unknown>): Promise<void> {
    try {
      await unary(daemon, `process.Process/${method}`, { process: { pid: await pid }, ...details }, signal);
    } catch (error) {
      // An answer says that the command is over or has closed its stdin.
      if (!(error instanceof RpcFailure) || error.code === undefined) onLost(error);
      throw error;
    }
  }
  return new Writable({
    async write(chunk: Buffer, _, done) {
      try {
        for (let at = 0; at < chunk.length; at += STDIN_PIECE) {
          const stdin = chunk.toString('base64', at, at + STDIN_PIECE);
          await call('SendInput', { input: { stdin } });
        }
        done();
      } catch (error) {
        done(error as Error);
      }
    },
    final(done) {
      call('CloseStdin', {}).then(() => done(), done);
    },
  });
}

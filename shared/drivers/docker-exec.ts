import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Exec } from 'dockerode';
import { type Engine, engineError, noEngine } from './docker-engine.ts';
import { frames } from './docker-frames.ts';
import { HOME } from './docker-settings.ts';
import { whyStopped } from './docker-state.ts';
import { sandboxGone } from './support/missing.ts';
import { execOutput } from './support/output.ts';
import { expectErrors, feedStdin } from './support/stdin.ts';
import type { CallOptions, ExecOptions, ExecResult } from './types.ts';

/** Marks a command's processes: the engine has no call that ends an exec. */
const MARK = 'SPECKIT_REMOTE_EXEC';

/** `tr`, as busybox's grep sees nothing behind a NUL. */
const KILL_MARKED = `
n=0
while [ "$n" -lt 50 ]; do
  found=
  for file in /proc/[0-9]*/environ; do
    [ -r "$file" ] || continue
    tr '\\0' '\\n' 2>/dev/null <"$file" | grep -qxF "$1" || continue
    pid=\${file#/proc/}; kill -KILL "\${pid%/environ}" 2>/dev/null && found=yes
  done
  [ "$found" ] || exit 0
  n=$((n + 1))
done
`;
const KILL_TIMEOUT_MS = 10_000;
const SETTLE_MS = 3000;

/** Runs one command in the container to the end of its output. */
export async function execDocker(
  engine: Engine,
  id: string,
  argv: readonly string[],
  options: ExecOptions,
): Promise<ExecResult> {
  expectErrors(options.stdin);
  const mark = `${MARK}=${randomUUID()}`;
  const { exec, socket } = await start(engine, id, argv, mark, options);
  const output = execOutput(options.onStdout);
  const ended = Promise.withResolvers<never>();
  const onAbort = () => ended.reject(options.signal?.reason);
  if (options.signal?.aborted) onAbort();
  options.signal?.addEventListener('abort', onAbort, { once: true });
  using _stdin = options.stdin === undefined ? undefined : feedStdin(options.stdin, socket, ended.reject);
  const reading = read(socket, output);
  try {
    await Promise.race([reading, ended.promise]);
    const exitCode = await exitCodeOf(engine, id, exec, options);
    return output.result(exitCode);
  } catch (error) {
    ended.promise.catch(() => {});
    // Not awaited: a listener that never resolves must not hold up an abort.
    reading.catch(() => {});
    socket.destroy();
    await killMarked(engine, id, mark);
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
    socket.destroy();
  }
}

async function start(
  engine: Engine,
  id: string,
  argv: readonly string[],
  mark: string,
  { cwd = HOME, env = {}, stdin, signal }: ExecOptions,
): Promise<{ exec: Exec; socket: Duplex }> {
  const missing = (cause: unknown) => sandboxGone(id, cause);
  const conflict = async (cause: unknown) => (await whyStopped(engine, id)) ?? sandboxGone(id, cause);
  const exec = await engine.call(
    'prepare a command',
    (client, abortSignal) =>
      client.getContainer(id).exec({
        Cmd: [...argv],
        Env: [...Object.entries(env).map(([key, value]) => `${key}=${value}`), mark],
        WorkingDir: cwd,
        AttachStdin: stdin !== undefined,
        AttachStdout: true,
        AttachStderr: true,
        abortSignal,
      }),
    { signal, missing, conflict },
  );
  const socket = await engine.call(
    'start a command',
    (_, abortSignal) => exec.start({ hijack: true, stdin: true, abortSignal }),
    { signal, missing, conflict },
  );
  return { exec, socket };
}

async function read(socket: Duplex, output: ReturnType<typeof execOutput>): Promise<void> {
  const chunks = socket.iterator({ destroyOnReturn: false });
  try {
    for await (const { stream, bytes } of frames(chunks)) {
      if (stream === 'stdout') await output.stdout(bytes);
      else output.stderr(bytes);
    }
  } catch (error) {
    throw engineError('stream the output of a command', error);
  }
}

/** The stream may end a moment before the engine has noted the exit, or long before when the connection drops. */
async function exitCodeOf(engine: Engine, id: string, exec: Exec, { signal }: CallOptions): Promise<number> {
  const until = performance.now() + SETTLE_MS;
  for (;;) {
    const { Running: running, ExitCode: exitCode } = await engine.call(
      'look at a command',
      (_, abortSignal) => exec.inspect({ abortSignal }),
      {
        signal,
        missing: async cause => (await whyStopped(engine, id, { signal })) ?? sandboxGone(id, cause),
      },
    );
    if (!running && exitCode !== null) {
      // Killed: by somebody inside, or together with its container?
      const stopped = exitCode === 137 ? await whyStopped(engine, id, { signal }) : undefined;
      if (stopped) throw stopped;
      return exitCode;
    }
    if (performance.now() > until) {
      throw (
        (await whyStopped(engine, id, { signal })) ?? noEngine('lost the connection to a command', undefined)
      );
    }
    await pause(10, undefined, { signal });
  }
}

async function killMarked(engine: Engine, id: string, mark: string): Promise<void> {
  try {
    const exec = await engine.call(
      'prepare a command',
      (client, abortSignal) =>
        client
          .getContainer(id)
          .exec({ Cmd: ['sh', '-c', KILL_MARKED, 'sh', mark], AttachStdout: true, abortSignal }),
      { timeoutMs: KILL_TIMEOUT_MS },
    );
    const socket = await engine.call(
      'end a command',
      (_, abortSignal) => exec.start({ hijack: true, abortSignal }),
      {
        timeoutMs: KILL_TIMEOUT_MS,
      },
    );
    const timer = setTimeout(() => socket.destroy(), KILL_TIMEOUT_MS);
    socket.resume();
    await new Promise(resolve => socket.on('error', resolve).on('close', resolve).on('end', resolve));
    clearTimeout(timer);
    socket.destroy();
  } catch {
    // The caller already has the failure that matters; in a container that is gone there is nothing to end.
  }
}

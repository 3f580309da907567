import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Exec } from 'dockerode';
import { isSpeckitError, type SpeckitError } from '../errors.ts';
import { begunOnce, processesExhausted } from './docker-begun.ts';
import { type Engine, engineError, noEngine } from './docker-engine.ts';
import { frames } from './docker-frames.ts';
import { type OutputPipe, openPipe } from './docker-pipe.ts';
import { HOME } from './docker-settings.ts';
import { KILLED, whyStopped } from './docker-state.ts';
import { watchContainer } from './docker-watch.ts';
import { EXEC_MARK, killCommand } from './support/leftovers.ts';
import { sandboxGone } from './support/missing.ts';
import { execOutput } from './support/output.ts';
import { feedStdin } from './support/stdin.ts';
import type { CallOptions, ExecOptions, ExecResult } from './types.ts';

const KILL_TIMEOUT_MS = 10_000;
const SETTLE_MS = 3000;
/** A container dies with its first process, but its state says so only once the engine has tidied up. */
const DEATH_NOTED_MS = 1000;

/**
 * Runs one command in the container to the end of its output; `begun` says whether the engine could begin it at all.
 * Its processes carry `mark` in their environment. Bulk comes through `handover`, the container's folder of this machine.
 */
export async function execDocker(
  engine: Engine,
  id: string,
  mark: string,
  argv: readonly string[],
  { handover, ...options }: ExecOptions & { handover?: string | undefined },
): Promise<ExecResult & { begun: boolean }> {
  await using pipe = options.bulk && handover !== undefined ? await openPipe(handover) : undefined;
  const { exec, socket } = await start(engine, id, pipe?.into(argv) ?? argv, mark, options);
  const output = execOutput(options.onStdout);
  const ended = Promise.withResolvers<never>();
  const onAbort = () => ended.reject(options.signal?.reason);
  if (options.signal?.aborted) onAbort();
  options.signal?.addEventListener('abort', onAbort, { once: true });
  using _stdin = options.stdin === undefined ? undefined : feedStdin(options.stdin, socket, ended.reject);
  using _watch = watchContainer(engine, id, ended.reject);
  const begun = begunOnce(engine, exec, { signal: options.signal });
  const reading = Promise.all([read(socket, output, begun).then(pipe?.close), readPipe(pipe, output)]);
  try {
    await Promise.race([reading, ended.promise]);
    const exitCode = await exitCodeOf(engine, id, exec, options);
    return { ...output.result(exitCode), begun: await begun() };
  } catch (error) {
    ended.promise.catch(() => {});
    // Not awaited: a listener that never resolves must not hold up an abort.
    reading.catch(() => {});
    await hasStarted(engine, exec);
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
        Env: [...Object.entries(env).map(([key, value]) => `${key}=${value}`), `${EXEC_MARK}=${mark}`],
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
    // Never aborted by the caller: nobody would know whether the command runs now.
    (_, abortSignal) => exec.start({ hijack: true, stdin: true, abortSignal }),
    { missing, conflict },
  );
  return { exec, socket };
}

async function read(
  socket: Duplex,
  output: ReturnType<typeof execOutput>,
  begun: () => Promise<boolean>,
): Promise<void> {
  const chunks = socket.iterator({ destroyOnReturn: false });
  try {
    for await (const { stream, bytes } of frames(chunks)) {
      if (stream === 'stdout' && (await begun())) await output.stdout(bytes);
      else output.stderr(bytes);
    }
  } catch (error) {
    throw engineError('stream the output of a command', error);
  }
}

async function readPipe(pipe: OutputPipe | undefined, output: ReturnType<typeof execOutput>): Promise<void> {
  if (pipe) for await (const bytes of pipe.output) await output.stdout(bytes);
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
      const stopped = exitCode === KILLED ? await whyKilled(engine, id, { signal }) : undefined;
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

async function whyKilled(
  engine: Engine,
  id: string,
  options: CallOptions,
): Promise<SpeckitError | undefined> {
  const until = performance.now() + DEATH_NOTED_MS;
  for (;;) {
    const why = await whyStopped(engine, id, options);
    if (why || performance.now() > until) return why;
    await pause(50, undefined, options);
  }
}

/** A command that is just being started does not show its mark yet, and would outlive a search for it. */
async function hasStarted(engine: Engine, exec: Exec): Promise<void> {
  const signal = AbortSignal.timeout(SETTLE_MS);
  try {
    for (;;) {
      const { Running: running, ExitCode: exitCode } = await engine.call(
        'look at a command',
        (_, abortSignal) => exec.inspect({ abortSignal }),
        { signal },
      );
      if (running || exitCode !== null) return;
      await pause(10, undefined, { signal });
    }
  } catch {
    // The caller gets the failure that matters; what cannot be seen now is looked for again before the next command.
  }
}

/** Ends all processes that carry one of the marks: the engine has no call that ends a command. */
export async function killMarked(engine: Engine, id: string, marks: readonly string[]): Promise<void> {
  try {
    const signal = AbortSignal.timeout(KILL_TIMEOUT_MS);
    const { exitCode, stderr } = await execDocker(engine, id, randomUUID(), killCommand(marks), { signal });
    if (exitCode === 0) return;
    throw (
      (await processesExhausted(engine, id, { signal })) ??
      new Error(`kill: exit ${exitCode}: ${stderr.toString()}`)
    );
  } catch (error) {
    // In a container that is gone or does not run there is nothing to end.
    if (!isSpeckitError(error, 'missing')) throw error;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { killGroup, killMarked } from './local-marks.ts';
import { EXEC_MARK } from './support/leftovers.ts';
import { fileMissing } from './support/missing.ts';
import { execOutput } from './support/output.ts';
import { feedStdin } from './support/stdin.ts';
import type { ExecOptions, ExecResult } from './types.ts';

export interface LocalExec {
  argv: readonly string[];
  cwd: string;
  /** The whole environment, nothing is inherited. */
  env: Readonly<Record<string, string>>;
  /** Called with the process group's id while it lives, so that `destroy` can end it. */
  onGroup: (pgid: number, alive: boolean) => void;
}

/** Runs one command on this machine in a process group of its own, to the end of its output. */
export async function execLocal(run: LocalExec, options: ExecOptions): Promise<ExecResult> {
  options.signal?.throwIfAborted();
  const mark = randomUUID();
  const [command = '', ...args] = run.argv;
  const child = spawn(command, args, {
    cwd: run.cwd,
    env: { ...run.env, [EXEC_MARK]: mark },
    detached: true,
    stdio: 'pipe',
  });
  const ended = Promise.withResolvers<never>();
  const onAbort = () => ended.reject(options.signal?.reason);
  options.signal?.addEventListener('abort', onAbort, { once: true });
  using _stdin = feedStdin(options.stdin, child.stdin, ended.reject);
  if (child.pid) run.onGroup(child.pid, true);
  const work = collect(child, options, run);
  try {
    return await Promise.race([work, ended.promise]);
  } catch (error) {
    if (child.pid) killGroup(child.pid);
    await killMarked(EXEC_MARK, mark);
    child.stdout.destroy();
    child.stderr.destroy();
    // Not awaited: a listener that never resolves must not hold up an abort.
    work.catch(() => {});
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
    if (child.pid) run.onGroup(child.pid, false);
  }
}

async function collect(child: ChildProcess, options: ExecOptions, run: LocalExec): Promise<ExecResult> {
  const output = execOutput(options.onStdout);
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  try {
    await Promise.all([closed, drain(child.stdout, output.stdout), drain(child.stderr, output.stderr)]);
  } catch (error) {
    return notStarted(error, run, output);
  }
  const [code, signal] = await closed;
  return output.result(code ?? 128 + (signal ? constants.signals[signal] : 0));
}

async function drain(
  stream: Readable | null,
  take: (chunk: Uint8Array) => void | Promise<void>,
): Promise<void> {
  for await (const chunk of stream ?? []) await take(chunk);
}

/** As every shell has it: 127 for a command that is not there, 126 for one that cannot be run. */
async function notStarted(
  error: unknown,
  { argv, cwd }: LocalExec,
  output: ReturnType<typeof execOutput>,
): Promise<ExecResult> {
  const { code, syscall = '' } = error as NodeJS.ErrnoException;
  if (!syscall.startsWith('spawn') || (code !== 'ENOENT' && code !== 'EACCES')) throw error;
  const folder = await stat(cwd).catch(() => undefined);
  if (!folder?.isDirectory()) throw fileMissing(cwd, error);
  output.stderr(
    Buffer.from(`${argv[0]}: ${code === 'ENOENT' ? 'command not found' : 'permission denied'}\n`),
  );
  return output.result(code === 'ENOENT' ? 127 : 126);
}

import type { Sandbox as DaytonaSandbox } from '@daytonaio/sdk';
import { SpeckitError } from '../errors.ts';
import { noDaytona, noRoom } from './daytona-errors.ts';
import { type JobPosition, pollJob, startJob } from './daytona-scripts.ts';
import { remoteStdin } from './daytona-stdin.ts';
import { INLINE_BYTES, runScript } from './daytona-toolbox.ts';
import { abortable } from './support/abortable.ts';
import { EXEC_MARK } from './support/leftovers.ts';
import { fileMissing } from './support/missing.ts';
import { execOutput } from './support/output.ts';
import { feedStdin } from './support/stdin.ts';
import type { ExecOptions, ExecResult } from './types.ts';

export interface DaytonaExec {
  argv: readonly string[];
  /** Value of {@link EXEC_MARK} in the environment of the command's processes. */
  mark: string;
  home: string;
  cwd: string;
  /** Path of a new file in the sandbox. */
  draft: () => string;
}

/** Runs one command to the end of its output. When it rejects, the command may live on: end it by its mark. */
export async function execDaytona(
  box: DaytonaSandbox,
  run: DaytonaExec,
  options: ExecOptions,
): Promise<ExecResult> {
  const { signal, stdin } = options;
  const inline = stdin instanceof Uint8Array && stdin.length <= INLINE_BYTES;
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {});
  const started = Promise.withResolvers<string>();
  const sink = remoteStdin(box, run.draft, started.promise, broken.reject);
  using _stdin = stdin === undefined || inline ? undefined : feedStdin(stdin, sink, broken.reject);

  const start = startJob({ ...run, stdin: inline ? stdin : stdin === undefined ? 'none' : 'feed' });
  const env = { ...options.env, [EXEC_MARK]: run.mark };
  const over = new AbortController();
  async function collect(): Promise<ExecResult> {
    const output = execOutput(options.onStdout);
    let answer = await runScript(box, start, env);
    for (let prev = 0; ; ) {
      const { position, end, dir, stdout, stderr } = parse(answer, run);
      started.resolve(dir);
      if (stdout.length > 0) await output.stdout(stdout);
      if (end !== undefined) {
        output.stderr(stderr);
        return output.result(end);
      }
      if (over.signal.aborted) throw over.signal.reason;
      answer = await runScript(box, pollJob(dir, prev, position));
      prev = position.next;
    }
  }

  const collecting = collect();
  try {
    return await abortable(Promise.race([collecting, broken.promise]), signal);
  } finally {
    over.abort();
    collecting.catch(() => {});
  }
}

interface Progress {
  position: JobPosition;
  /** Absent while there is more to come. */
  end: number | undefined;
  dir: string;
  stdout: Buffer;
  stderr: Buffer;
}

/** Reads the answer of a poll, see {@link pollJob}. */
function parse({ exitCode, result }: { exitCode: number; result: string }, { cwd }: DaytonaExec): Progress {
  const cause = new Error(`exec: exit ${exitCode}: ${result.slice(0, 1000)}`);
  if (exitCode === 94) throw fileMissing(cwd, cause);
  if (exitCode === 3) throw noRoom(cause);
  const head = /^(\d+) (\d+) (-|\d+|full|lost) (\/.*)\n/.exec(result);
  const [line = '', next, at, end, dir = ''] = head ?? [];
  if (exitCode === 5 || end === 'lost')
    throw noDaytona('go on with a command, which was ended from outside', cause);
  if (exitCode !== 0 || !head) throw noShell(cause);
  if (end === 'full') throw noRoom(cause);
  const dot = result.indexOf('.\n', line.length);
  return {
    position: { next: Number(next), at: Number(at) },
    end: end === '-' ? undefined : Number(end),
    dir,
    stdout: Buffer.from(result.slice(line.length, dot), 'base64'),
    stderr: Buffer.from(result.slice(dot + 2), 'base64'),
  };
}

const noShell = (cause: unknown) =>
  new SpeckitError('unsupported', 'A command could not be run in the sandbox.', {
    hint: 'The image must have a POSIX sh, base64, dd, mkfifo, tail and setsid; name another image in the profile.',
    cause,
  });

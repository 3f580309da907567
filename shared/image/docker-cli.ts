import { type StdioOptions, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { SpeckitError } from '../errors.ts';

/** Runs `docker` with its output on the terminal; resolves with the exit code. */
export async function dockerShown(args: readonly string[]): Promise<number> {
  return (await start('docker', args, 'shown')).exitCode;
}

/** Runs `docker` quietly: its trimmed stdout, or undefined when it failed. */
export async function dockerAnswer(args: readonly string[]): Promise<string | undefined> {
  const { exitCode, stdout } = await start('docker', args, 'pipe');
  return exitCode === 0 ? stdout.trim() : undefined;
}

/** Runs another program with its output on the terminal; resolves with the exit code. */
export async function shown(program: string, args: readonly string[]): Promise<number> {
  return (await start(program, args, 'shown')).exitCode;
}

async function start(
  program: string,
  args: readonly string[],
  output: 'shown' | 'pipe',
): Promise<{ exitCode: number; stdout: string }> {
  // Standard output is for results, and what a build says is none.
  const stdio: StdioOptions = output === 'pipe' ? ['ignore', 'pipe', 'ignore'] : ['ignore', 2, 2];
  const child = spawn(program, args, { stdio });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', cause => reject(cannotStart(program, cause)));
    child.once('close', code => resolve(code ?? 1));
  });
  const [exitCode, stdout] = await Promise.all([ended, child.stdout === null ? '' : text(child.stdout)]);
  return { exitCode, stdout };
}

function cannotStart(program: string, cause: unknown): SpeckitError {
  return new SpeckitError('missing', `The program \`${program}\` could not be started.`, {
    hint: `Install \`${program}\` and make sure that it is on PATH.`,
    cause,
  });
}

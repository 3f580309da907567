import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { Context } from '../../../app/cli/command.ts';
import { COMMANDS } from '../../../app/cli/commands/index.ts';
import { userFolders } from '../../../app/cli/folders.ts';
import { openOutput } from '../../../app/cli/output.ts';
import { parseWords } from '../../../app/cli/parser.ts';
import { findCall } from '../../../app/cli/program.ts';

/** The command line's entry. */
export const CLI = path.join(import.meta.dirname, '..', '..', '..', 'app', 'cli', 'main.ts');

export interface CallOptions {
  /** Default: the project. */
  cwd?: string;
  /** Added to the place's own; nothing of this process's environment but PATH gets through. */
  env?: Record<string, string>;
  /** Piped in; default: nothing. */
  stdin?: string;
}

export interface Called {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** A person's machine: a home of its own and a project in it. */
export interface Place extends AsyncDisposable {
  home: string;
  /** An empty folder that could be a checkout. */
  project: string;
  /** What a process there has in its environment. */
  env: Record<string, string>;
  /** The user's own configuration. */
  configFile: string;
  /** Calls the command line and waits for its end. */
  call(words: readonly string[], options?: CallOptions): Promise<Called>;
  /** Calls a command, written with blanks between its words, in this process: its result, or a rejection. */
  inside(words: string, options?: Omit<CallOptions, 'stdin'>): Promise<unknown>;
  /** Writes the project's `.github/speckit.yml`. */
  writeProjectFile(content: string): Promise<void>;
}

export async function makePlace(): Promise<Place> {
  const home = await realpath(await mkdtemp(path.join(tmpdir(), 'speckit-home-')));
  const project = path.join(home, 'project');
  await mkdir(path.join(project, '.git'), { recursive: true });
  const env = { PATH: process.env.PATH ?? '', HOME: home, ...dockerHost() };
  const call = async (words: readonly string[], options: CallOptions = {}): Promise<Called> => {
    const child = start(words, { cwd: project, ...options, env: { ...env, ...options.env } });
    child.stdin?.end(options.stdin ?? '');
    const [stdout, stderr] = await Promise.all([
      child.stdout ? text(child.stdout) : '',
      child.stderr ? text(child.stderr) : '',
      once(child, 'close'),
    ]);
    return { exitCode: child.exitCode, stdout, stderr };
  };
  return {
    ...{ home, project, env, call },
    configFile: path.join(home, '.config', 'speckit-remote', 'config.yml'),
    async inside(words, options = {}) {
      const given = { ...env, ...options.env };
      return callInside(words.split(' '), {
        cwd: options.cwd ?? project,
        env: given,
        folders: userFolders(given),
      });
    },
    async writeProjectFile(content) {
      await mkdir(path.join(project, '.github'), { recursive: true });
      await writeFile(path.join(project, '.github', 'speckit.yml'), content);
    },
    // A keyring that is just ending may still write.
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }),
  };
}

/** What a command gives to `out.result`. */
async function callInside(
  words: readonly string[],
  { cwd, env, folders }: Pick<Context, 'cwd' | 'env' | 'folders'>,
): Promise<unknown> {
  const call = await findCall(words, '0.0.0', () => undefined);
  const row = COMMANDS[call.name];
  if (!row) throw new Error(`There is no command ${call.name}.`);
  const { default: command } = await row.load();
  const parsed = parseWords({ ...call, summary: '' }, command, () => undefined);
  let result: unknown;
  const out = {
    ...openOutput(process, true),
    warn: () => undefined,
    note: () => undefined,
    result(value: unknown, text: () => string | readonly string[]) {
      // What people would see must not fail either.
      text();
      result = value;
    },
  };
  const context = { cwd, env, folders, out, stdin: process.stdin, interactive: false };
  const { signal } = new AbortController();
  await command.run({ ...context, signal, onForcedExit: () => undefined, ...parsed } as never);
  return result;
}

/** The command line as a process of its own. */
export function start(
  words: readonly string[],
  { cwd, env }: { cwd: string; env: Record<string, string> },
): ChildProcess {
  return spawn(process.execPath, [CLI, ...words], { cwd, env, stdio: 'pipe' });
}

function dockerHost(): Record<string, string> {
  const { DOCKER_HOST } = process.env;
  return DOCKER_HOST ? { DOCKER_HOST } : {};
}

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = path.join(import.meta.dirname, '..', '..', '..');

/** The command line as npm installs it, and a checkout to call it in. */
export interface CliBench extends AsyncDisposable {
  /** Its entry, built JavaScript. */
  program: string;
  project: string;
  env: Record<string, string>;
  /** Calls it and waits for its end. @throws Error when it fails */
  call(...words: string[]): Promise<void>;
}

export async function openCliBench(): Promise<CliBench> {
  const folder = await mkdtemp(path.join(tmpdir(), 'speckit-cli-'));
  const built = path.join(folder, 'package');
  const project = path.join(folder, 'project');
  await run(process.execPath, [path.join(root, '.ci', 'package.ts'), built], { cwd: root });
  await symlink(path.join(root, 'node_modules'), path.join(built, 'node_modules'));
  await mkdir(project);
  await writeFile(path.join(project, 'README.md'), '# Bench\n');
  const { PATH = '', DOCKER_HOST } = process.env;
  const env = { PATH, HOME: folder, ...(DOCKER_HOST ? { DOCKER_HOST } : {}) };
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b'];
  await run('git', ['init', '-q'], { cwd: project, env });
  await run('git', ['add', '.'], { cwd: project, env });
  await run('git', [...identity, 'commit', '-q', '-m', 'First'], { cwd: project, env });
  const program = path.join(built, 'app', 'cli', 'main.js');
  return {
    ...{ program, project, env },
    call: (...words) => ended([program, ...words], { cwd: project, env }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Runs Node with these arguments to its end; what it prints is thrown away. */
export async function ended(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<void> {
  const child = spawn(process.execPath, args, { ...options, stdio: 'ignore' });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`node ${args.join(' ')} ended with ${code}`);
}

/** Milliseconds that `work` takes. */
export async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

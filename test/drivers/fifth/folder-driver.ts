import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { constants as system } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { z } from 'zod';
import { diskFull } from '../../../shared/drivers/support/disk.ts';
import { EXEC_MARK, killCommand, Leftovers } from '../../../shared/drivers/support/leftovers.ts';
import { fileMissing, sandboxGone } from '../../../shared/drivers/support/missing.ts';
import { execOutput } from '../../../shared/drivers/support/output.ts';
import { expectErrors, feedStdin, sourceError } from '../../../shared/drivers/support/stdin.ts';
import type {
  Driver,
  DriverDefinition,
  ExecOptions,
  ExecResult,
  Sandbox,
  SandboxInfo,
} from '../../../shared/drivers/types.ts';
import { SpeckitError } from '../../../shared/errors.ts';

const ID = /^[a-z0-9-]{1,60}$/;
const BOX_MARK = 'FOLDER_DRIVER';

/** With an end, so that no mark is the beginning of another. */
const boxMark = (id: string) => `${id}.`;

const settings = z.strictObject({});

/** A driver as the page on writing one says: a sandbox is a folder with `home` and `labels.json` in it. */
const definition: DriverDefinition<z.infer<typeof settings>> = {
  name: 'folder',
  isolation: 'Isolates nothing; it shows that WRITING.md is enough to write a driver from.',
  docs: {
    start: 'At once.',
    egress: 'Enforces nothing.',
    cost: 'Nothing.',
    limits: 'None.',
    lacks: 'Isolation.',
    minimal: {},
  },
  settings,
  make: (_, { dataDir }) => folderDriver(path.join(dataDir, 'folders')),
};
export default definition;

function folderDriver(root: string): Driver {
  const describe = async (id: string): Promise<SandboxInfo> => {
    const text = await readFile(path.join(root, id, 'labels.json'), 'utf8').catch(orGone(id));
    return {
      id,
      ...JSON.parse(text),
      createdAt: (await stat(path.join(root, id))).birthtime,
      state: 'running',
    };
  };
  return {
    name: 'folder',
    probe: async () => void (await mkdir(root, { recursive: true })),
    async create({ name, labels }, { signal } = {}) {
      signal?.throwIfAborted();
      await mkdir(root, { recursive: true });
      await mkdir(path.join(root, name)).catch(cause => {
        throw new SpeckitError('internal', `A sandbox named ${name} exists already.`, {
          hint: 'Destroy it first.',
          cause,
        });
      });
      await mkdir(path.join(root, name, 'home'));
      await writeFile(path.join(root, name, 'labels.json'), JSON.stringify({ labels }));
      return folderSandbox(root, name);
    },
    async attach(id) {
      if (!ID.test(id)) throw sandboxGone(id);
      await describe(id);
      return folderSandbox(root, id);
    },
    async list(labels) {
      const all = await Promise.all((await readdir(root)).map(describe));
      return all.filter(info => Object.entries(labels).every(([key, value]) => info.labels[key] === value));
    },
  };
}

function folderSandbox(root: string, id: string): Sandbox {
  const home = path.join(root, id, 'home');
  const alive = () => stat(home).catch(orGone(id));
  const leftovers = new Leftovers(marks => kill(killCommand(marks)));
  return {
    id,
    home,
    async exec(argv, options = {}) {
      expectErrors(options.stdin);
      options.signal?.throwIfAborted();
      await alive();
      const env = { PATH: process.env.PATH ?? '', HOME: home, ...options.env, [BOX_MARK]: boxMark(id) };
      return await leftovers.guard(mark =>
        run(argv, options.cwd ?? home, { ...env, [EXEC_MARK]: mark }, options),
      );
    },
    async writeFile(target, content, { mode = 0o644, signal } = {}) {
      if (!(content instanceof Uint8Array)) expectErrors(content);
      signal?.throwIfAborted();
      await alive();
      const draft = `${target}.draft`;
      try {
        await writeFile(draft, content instanceof Uint8Array ? content : content.stream, { signal });
        await chmod(draft, mode);
        await rename(draft, target);
      } catch (error) {
        await rm(draft, { force: true });
        signal?.throwIfAborted();
        throw sourceError(content) ?? orMissing(target, error);
      }
    },
    async readFile(target, { signal } = {}): Promise<Readable> {
      signal?.throwIfAborted();
      await alive();
      // Looked at first: opening a pipe would wait for its other end.
      const info = await lstat(target).catch(error => Promise.reject(orMissing(target, error)));
      if (!info.isFile()) throw fileMissing(target);
      return (await open(target, constants.O_RDONLY | constants.O_NOFOLLOW)).createReadStream();
    },
    async destroy() {
      await kill(killCommand([boxMark(id)], BOX_MARK));
      await rm(path.join(root, id), { recursive: true, force: true });
    },
  };
}

async function run(
  [command = '', ...args]: readonly string[],
  cwd: string,
  env: Record<string, string>,
  options: ExecOptions,
): Promise<ExecResult> {
  // With `env` in between, a command that is not there is an exit code.
  const child = spawn('/usr/bin/env', ['--', command, ...args], { cwd, env, detached: true, stdio: 'pipe' });
  const output = execOutput(options.onStdout);
  const broken = Promise.withResolvers<never>();
  const onAbort = () => broken.reject(options.signal?.reason);
  options.signal?.addEventListener('abort', onAbort, { once: true });
  using _stdin = feedStdin(options.stdin, child.stdin, broken.reject);
  const drain = async (stream: Readable, take: (chunk: Uint8Array) => void | Promise<void>) => {
    for await (const chunk of stream) await take(chunk);
  };
  const collect = async () => {
    const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    await Promise.all([closed, drain(child.stdout, output.stdout), drain(child.stderr, output.stderr)]);
    const [code, signal] = await closed;
    return output.result(code ?? 128 + (signal ? system.signals[signal] : 0));
  };
  try {
    return await Promise.race([collect(), broken.promise]);
  } finally {
    options.signal?.removeEventListener('abort', onAbort);
  }
}

async function kill([program = '', ...args]: readonly string[]): Promise<void> {
  await promisify(execFile)(program, args);
}

const orGone = (id: string) => (cause: unknown) => {
  throw sandboxGone(id, cause);
};

function orMissing(target: string, error: unknown): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return diskFull(error);
  return ['ENOENT', 'ENOTDIR'].includes(code) ? fileMissing(target, error) : error;
}

import { mkdir } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { z } from 'zod';
import { isSpeckitError } from '../errors.ts';
import { execLocal } from './local-exec.ts';
import { readLocal, removeTree, writeLocal } from './local-files.ts';
import { killGroup, killMarked, SANDBOX_MARK } from './local-marks.ts';
import { type LocalEntry, LocalStore } from './local-store.ts';
import { usageLocal } from './local-usage.ts';
import { folderSize, rarely } from './support/disk.ts';
import { removeHandover } from './support/handover.ts';
import { sandboxGone } from './support/missing.ts';
import { expectErrors } from './support/stdin.ts';
import type { CallOptions, Driver, DriverContext, DriverDefinition, Sandbox, SandboxInfo } from './types.ts';

const settings = z.strictObject({
  path: z
    .array(z.string().startsWith('/', 'must be an absolute path'))
    .default([])
    .describe('Folders to search for commands before those of the server’s PATH.'),
});
type Settings = z.infer<typeof settings>;

function make({ path }: Settings, context: DriverContext): Driver {
  const store = new LocalStore(resolve(context.dataDir, 'local'));
  const systemPath = process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin';

  function sandbox(id: string, { mark, handover }: Pick<LocalEntry, 'mark' | 'handover'>): Sandbox {
    const folder = store.folder(id);
    const home = join(folder, 'home');
    const groups = new Set<number>();
    const env = {
      PATH: [...path, systemPath].join(delimiter),
      HOME: home,
      TMPDIR: join(folder, 'tmp'),
      LANG: 'C.UTF-8',
    };
    const alive = async () => {
      if ((await store.get(id)).mark !== mark) throw sandboxGone(id);
    };
    const exec: Sandbox['exec'] = async (argv, options = {}) => {
      expectErrors(options.stdin);
      await alive();
      const onGroup = (pgid: number, lives: boolean) => {
        if (lives) groups.add(pgid);
        else groups.delete(pgid);
      };
      return execLocal(
        { argv, cwd: options.cwd ?? home, env: { ...env, ...options.env, [SANDBOX_MARK]: mark }, onGroup },
        options,
      );
    };
    const diskUsed = rarely(options => folderSize(exec, home, options));
    return {
      id,
      home,
      ...(handover !== undefined && { handover }),
      exec,
      async writeFile(target, content, options = {}) {
        expectErrors(content);
        await alive();
        return writeLocal(target, content, options);
      },
      async readFile(target, options = {}) {
        await alive();
        return readLocal(target, options);
      },
      async destroy() {
        for (const pgid of groups) killGroup(pgid);
        await killMarked(SANDBOX_MARK, mark);
        if ((await present(store.get(id)))?.mark !== mark) return;
        await removeTree(folder);
        await removeHandover(handover);
        await store.remove(id);
      },
      // Only Linux shows what the processes of a sandbox use.
      ...(process.platform === 'linux' && {
        async usage(options: CallOptions = {}) {
          await alive();
          const [processes, diskBytes] = await Promise.all([usageLocal(mark, options), diskUsed(options)]);
          return { ...processes, diskBytes };
        },
      }),
    };
  }

  return {
    name: 'local',
    probe: () => store.prepare(),
    async create(spec, { signal } = {}) {
      signal?.throwIfAborted();
      await store.prepare();
      const made = sandbox(spec.name, await store.add(spec));
      await mkdir(made.home, { recursive: true, mode: 0o700 });
      await mkdir(join(store.folder(spec.name), 'tmp'), { mode: 0o700 });
      return made;
    },
    attach: async id => sandbox(id, await store.get(id)),
    async list(labels) {
      const all = await Promise.all((await store.ids()).map(id => present(describe(store, id))));
      return all
        .filter(info => info !== undefined)
        .filter(info => Object.entries(labels).every(([key, value]) => info.labels[key] === value));
    },
  };
}

/** What was found, or undefined if the sandbox went away meanwhile. */
async function present<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (isSpeckitError(error, 'missing')) return undefined;
    throw error;
  }
}

async function describe(store: LocalStore, id: string): Promise<SandboxInfo> {
  const { labels, createdAt } = await store.get(id);
  return { id, labels, createdAt: new Date(createdAt), state: 'running' };
}

const definition: DriverDefinition<Settings> = {
  name: 'local',
  isolation:
    'Isolates nothing: commands run on the server itself, as its user, with its files and its network; ' +
    'they only get a folder and an environment of their own. Use it for repositories that you trust as you trust the server.',
  docs: {
    start: 'At once: a folder is made, and a command’s first line is there after some 0.05 s (measured).',
    egress: 'Enforces nothing and has no such setting: commands reach whatever the server reaches.',
    cost: 'Nothing but the server itself.',
    limits:
      'None on memory, CPU, processes or disk; the run’s `timeout` is all there is. A time-out has no cap of its own.',
    lacks:
      'Isolation. Beyond Linux it cannot tell what a run uses, and a process that left its process group may outlive its run.',
    minimal: {},
  },
  settings,
  bound: () => true,
  make,
};
export default definition;

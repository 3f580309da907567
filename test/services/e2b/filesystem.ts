import { lstat, mkdir, readdir, readlink, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { RpcError } from './connect.ts';
import type { E2bSandbox } from './sandboxes.ts';

/** The parts of `filesystem.Filesystem` that the SDK's stat, list, makeDir and remove need. */
export function filesystem({ machine }: E2bSandbox) {
  const absolute = (message: Record<string, unknown>) => resolve(machine.home, String(message.path ?? ''));
  return {
    'filesystem.Filesystem/Stat': async (message: Record<string, unknown>) => ({
      entry: await entry(absolute(message)),
    }),
    'filesystem.Filesystem/ListDir': async (message: Record<string, unknown>) => {
      const path = absolute(message);
      if ((await entry(path)).type !== 'FILE_TYPE_DIRECTORY') {
        throw new RpcError('invalid_argument', `path is not a directory: ${path}`);
      }
      return { entries: await Promise.all((await readdir(path)).map(name => entry(join(path, name)))) };
    },
    'filesystem.Filesystem/MakeDir': async (message: Record<string, unknown>) => {
      const path = absolute(message);
      if (await lstat(path).catch(() => undefined)) {
        throw new RpcError('already_exists', `directory already exists: ${path}`);
      }
      await mkdir(path, { recursive: true });
      return { entry: await entry(path) };
    },
    'filesystem.Filesystem/Remove': async (message: Record<string, unknown>) => {
      await rm(absolute(message), { recursive: true, force: true });
    },
  };
}

async function entry(path: string) {
  const info = await lstat(path).catch(() => {
    throw new RpcError('not_found', `file not found: ${path}`);
  });
  const kind = info.isDirectory() ? 'DIRECTORY' : info.isSymbolicLink() ? 'SYMLINK' : 'FILE';
  return {
    name: basename(path),
    type: `FILE_TYPE_${kind}`,
    path,
    size: String(info.size),
    mode: info.mode & 0o7777,
    owner: 'user',
    group: 'user',
    modifiedTime: info.mtime.toISOString(),
    ...(info.isSymbolicLink() && { symlinkTarget: await readlink(path) }),
  };
}

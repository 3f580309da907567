import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { diskFull } from './support/disk.ts';
import { fileMissing } from './support/missing.ts';
import { sourceError } from './support/stdin.ts';
import type { CallOptions, Sandbox, WriteOptions } from './types.ts';

const errno = (error: unknown) => (error as NodeJS.ErrnoException).code ?? '';

/** Writes beside the target and renames, so that nobody reads half a file. */
export async function writeLocal(
  path: string,
  content: Parameters<Sandbox['writeFile']>[1],
  { mode = 0o644, signal }: WriteOptions,
): Promise<void> {
  signal?.throwIfAborted();
  const draft = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  try {
    await writeFile(draft, content instanceof Uint8Array ? content : content.stream, { flag: 'wx', signal });
    const handle = await open(draft, constants.O_RDONLY);
    await handle.chmod(mode).finally(() => handle.close());
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    signal?.throwIfAborted();
    const broken = sourceError(content);
    if (broken) throw broken;
    if (['ENOSPC', 'EDQUOT'].includes(errno(error))) throw diskFull(error);
    throw ['ENOENT', 'ENOTDIR'].includes(errno(error)) ? fileMissing(path, error) : error;
  }
}

/** Opens a regular file; a link, a pipe or a device is `missing`, lest reading it leads elsewhere or hangs. */
export async function readLocal(path: string, { signal }: CallOptions): Promise<Readable> {
  signal?.throwIfAborted();
  const handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    error => {
      throw ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO'].includes(errno(error)) ? fileMissing(path, error) : error;
    },
  );
  if (!(await handle.stat()).isFile()) {
    await handle.close();
    throw fileMissing(path);
  }
  return handle.createReadStream({ ...(signal && { signal }) });
}

/** Removes a folder with everything in it, also folders that the command made read-only. */
export async function removeTree(folder: string): Promise<void> {
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    await remove();
  } catch (error) {
    if (!['EACCES', 'EPERM', 'ENOTEMPTY'].includes(errno(error))) throw error;
    await promisify(execFile)('chmod', ['-R', 'u+rwX', folder]);
    await remove();
  }
}

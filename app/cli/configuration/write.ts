import { randomUUID } from 'node:crypto';
import { mkdir, open, realpath, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Document, isMap, parseDocument } from 'yaml';
import { SpeckitError } from '../../../shared/errors.ts';
import type { UserConfig } from '../../../shared/profile/config.ts';
import { parseUserConfig } from '../../../shared/profile/load.ts';
import { withLock } from '../../../shared/sync/lock.ts';
import type { Folders } from '../folders.ts';
import { readIfThere, userFile } from './read.ts';

export interface FileChange {
  change(document: Document, before: UserConfig): void;
  /** Rejects what is valid by itself and still must not be written. */
  check?(after: UserConfig): Promise<unknown>;
  signal?: AbortSignal;
}

/**
 * Changes the user's configuration in place: comments and order stay, and whoever reads it meanwhile sees the old or
 * the new one. Nothing is written that would not be valid.
 * @throws SpeckitError `config` when the file is invalid, before or after the change
 */
export async function changeUserFile(
  folders: Pick<Folders, 'config'>,
  { change, check, signal }: FileChange,
): Promise<UserConfig> {
  const file = userFile(folders);
  await makeFolder(folders.config);
  const changed = async () => {
    const text = await readIfThere(file);
    const before = await parseUserConfig(text, { file });
    const document = parseDocument(text ?? '');
    change(document, before);
    // An empty group would stay behind as `{}`.
    for (const key of ['profiles', 'projects']) if (isEmpty(document.get(key))) document.delete(key);
    const next =
      document.contents === null || isEmpty(document.contents) ? '' : document.toString({ lineWidth: 0 });
    const after = await parseUserConfig(next, { file });
    await check?.(after);
    await replace(file, next);
    return after;
  };
  try {
    return await withLock(`${file}.lock`, changed, signal);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw error instanceof Error && 'code' in error && 'syscall' in error ? notWritable(file, error) : error;
  }
}

/** Makes a profile the one that runs take, everywhere or in this project only; without a name, takes the choice back. */
export function choose(
  document: Document,
  { name, project, everywhere }: { name: string | undefined; project: string; everywhere: boolean },
): void {
  // What holds here only would still come before what holds everywhere.
  if (everywhere || name === undefined) drop(document, ['projects', project]);
  const place = everywhere ? ['profile'] : ['projects', project, 'profile'];
  if (name === undefined) drop(document, place);
  else document.setIn(place, name);
}

/** Removes a key with all below it, if it is there. */
export function drop(document: Document, at: readonly string[]): void {
  if (document.hasIn(at)) document.deleteIn(at);
}

const isEmpty = (node: unknown) => isMap(node) && node.items.length === 0;

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw notWritable(folder, cause);
  }
}

/** Writes aside and renames, so that there is no moment with half a file; a link stays a link. */
async function replace(file: string, text: string): Promise<void> {
  const target = await linkTarget(file);
  const draft = path.join(path.dirname(target), `.${path.basename(target)}.${randomUUID()}`);
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, target);
  } catch (cause) {
    throw notWritable(target, cause);
  } finally {
    await rm(draft, { force: true });
  }
}

async function linkTarget(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return file;
    throw error;
  }
}

function notWritable(place: string, cause: unknown): SpeckitError {
  const { code = '' } = cause as NodeJS.ErrnoException;
  return new SpeckitError('config', `\`${place}\` cannot be written (${code}).`, {
    hint: 'Check the rights of that folder and the room on its disk, or set XDG_CONFIG_HOME to another.',
    cause,
  });
}

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { git } from '../../../shared/sync/git.ts';
import type { Mirror } from '../../../shared/sync/mirror.ts';
import { snapshotWorkspace, type WorkspaceSnapshot } from '../../../shared/sync/workspace.ts';
import type { Context } from '../command.ts';
import type { Checkout } from './keep.ts';

/** What decides which files of a checkout count for a run; the same at its beginning and at its end. */
export interface SnapshotOptions {
  checkout: Checkout;
  mirror: Mirror;
  scratchDir: string;
  /** Files that were named, relative to the root. */
  include: readonly string[];
  /** Patterns of the person's own that git ignores everywhere. */
  ignore: string;
}

/** The working tree as it is now. @throws SpeckitError `rejected` when git cannot read it */
export function takeSnapshot(
  { checkout: { root, head }, mirror, ...options }: SnapshotOptions,
  signal: AbortSignal,
): Promise<WorkspaceSnapshot> {
  return snapshotWorkspace(mirror, { root, head, directory: '.' }, { ...options, signal });
}

/** What the person has told git to ignore in every repository. */
export async function ownIgnore({ env }: Pick<Context, 'env'>, signal: AbortSignal): Promise<string> {
  const home = env.HOME || homedir();
  const ofGit = path.join(env.XDG_CONFIG_HOME || path.join(home, '.config'), 'git');
  const files = [path.join(ofGit, 'config'), path.join(home, '.gitconfig')].filter(file => existsSync(file));
  const named = await Promise.all(files.map(file => excludesFile(file, home, signal)));
  const ignore = named.findLast(file => file !== undefined) ?? path.join(ofGit, 'ignore');
  return readFile(ignore, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code ?? '')) return '';
    throw error;
  });
}

async function excludesFile(config: string, home: string, signal: AbortSignal): Promise<string | undefined> {
  const args = ['config', '--file', config, '--includes', '--type=path', '--get', 'core.excludesFile'];
  // Not there, or not to be read: then git does not have it either.
  const found = await git(args, { env: { HOME: home }, signal }).catch(() => undefined);
  return found?.toString('utf8').trimEnd();
}

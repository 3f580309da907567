import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { SpeckitError } from '../errors.ts';
import { GitFailure, type GitOptions, git, gitLine } from './git.ts';
import { type Mirror, pinRef } from './mirror.ts';
import { fetchPromised } from './promised.ts';
import { NEUTRAL_ATTRIBUTES } from './sandbox-git.ts';
import { commitTree, treeOf } from './trees.ts';

/** A person's own checkout. */
export interface Workspace {
  /** Absolute; the top of its working tree. */
  root: string;
  /** The directory that was asked for, relative to `root`; `.` is `root` itself. */
  directory: string;
  /** The commit that is checked out. */
  head: string;
}

/** A commit of everything that is in a workspace, in the mirror and pinned there. */
export interface WorkspaceSnapshot {
  commit: string;
  tree: string;
  /** Whether it differs from the commit that is checked out. */
  dirty: boolean;
}

/**
 * The checkout that holds the folder `at`.
 * @throws SpeckitError `usage` when there is none or when it has no commit yet
 */
export async function findWorkspace(at: string, signal?: AbortSignal): Promise<Workspace> {
  const folder = resolve(at);
  const options = asOwner(folder, signal);
  if (!(await isFolder(folder))) throw noCheckout(folder);
  try {
    const inside = await gitLine(['rev-parse', '--is-inside-work-tree'], options);
    if (inside !== 'true') throw noCheckout(folder);
    const [root = '', prefix = ''] = (await git(['rev-parse', '--show-toplevel', '--show-prefix'], options))
      .toString('utf8')
      .split('\n');
    const head = await gitLine(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], options).catch(
      () => '',
    );
    if (head === '') throw noCommit(root);
    return { root, directory: prefix.replace(/\/$/, '') || '.', head };
  } catch (error) {
    if (error instanceof GitFailure) throw noCheckout(folder, error);
    throw error;
  }
}

export interface WorkspaceOptions {
  scratchDir: string;
  /** Patterns beside those of the checkout, as in a `.gitignore`: a person's own. */
  ignore?: string | undefined;
  /** Files that count although they are ignored; relative to the root, with `/` separators. */
  include?: readonly string[] | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Brings everything in the workspace into `mirror` as one parentless commit: what is tracked and what is not, but
 * nothing ignored that is not named. Works on a private copy of the index and never changes the checkout. Files count byte by byte.
 * @throws SpeckitError `rejected` when git cannot read the checkout
 */
export async function snapshotWorkspace(
  mirror: Mirror,
  { root, head }: Workspace,
  { scratchDir, ignore = '', include = [], signal }: WorkspaceOptions,
): Promise<WorkspaceSnapshot> {
  const gitPath = async (name: string) => {
    const found = await gitLine(['rev-parse', '--git-path', name], asOwner(root, signal));
    return resolve(root, found);
  };
  const { gitDir } = mirror;
  await mkdir(join(gitDir, 'info'), { recursive: true });
  await writeFile(join(gitDir, 'info', 'attributes'), NEUTRAL_ATTRIBUTES);
  await writeFile(join(gitDir, 'objects', 'info', 'alternates'), `${await gitPath('objects')}\n`);
  const index = join(scratchDir, 'workspace.index');
  const excludes = join(scratchDir, 'workspace.excludes');
  const options: GitOptions = {
    gitDir,
    cwd: root,
    env: { GIT_INDEX_FILE: index, GIT_WORK_TREE: root },
    signal,
  };
  const settings = [
    ...['-c', 'core.protectNTFS=false', '-c', 'core.protectHFS=false', '-c', 'core.autocrlf=false'],
    ...['-c', `core.excludesFile=${excludes}`],
  ];
  try {
    await writeFile(excludes, `${ignore}\n${await readIfThere(await gitPath('info/exclude'))}`);
    await copyIndex(await gitPath('index'), index);
    // An index in a form that needs its own repository, or none at all: git reads every file once more then.
    await git(['ls-files', '--error-unmatch', '-z', '--', ':/'], options).catch(async error => {
      if (!(error instanceof GitFailure)) throw error;
      await rm(index, { force: true });
      await git([...settings, 'read-tree', head], options);
    });
    await git([...settings, 'add', '-A', '--', '.'], options);
    const named = include.filter(name => existsSync(join(root, name)));
    const literal = { ...options, env: { ...options.env, GIT_LITERAL_PATHSPECS: '1' } };
    if (named.length > 0) await git([...settings, 'add', '-f', '--', ...named], literal);
    const tree = await gitLine(['write-tree'], options);
    const commit = await commitTree(mirror, tree, [], `Workspace on ${head}`, { signal });
    await fetchPromised(mirror, asOwner(root, signal), commit);
    await git(['update-ref', pinRef(commit), commit], { gitDir, signal });
    return { commit, tree, dirty: tree !== (await treeOf(mirror, head, signal)) };
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new SpeckitError('rejected', `The workspace cannot be read as a whole: ${lastLine(error.stderr)}`, {
      hint: 'Check out all of the repository, with files that this user may read.',
      cause: error,
    });
  } finally {
    await Promise.all([index, excludes].map(file => rm(file, { force: true })));
  }
}

async function readIfThere(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
}

/** The index's own time tells git which entries may have changed within the same second. */
async function copyIndex(from: string, to: string): Promise<void> {
  try {
    await copyFile(from, to);
    const { atime, mtime } = await stat(from);
    await utimes(to, atime, mtime);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** How git is called in a checkout that may belong to another user: a runner's is the workflow's own all the same. */
export function asOwner(cwd: string, signal?: AbortSignal): GitOptions {
  const env = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' };
  return { cwd, env, signal };
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false,
  );
}

function lastLine(stderr: string): string {
  return stderr.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
}

function noCheckout(folder: string, cause?: unknown): SpeckitError {
  return new SpeckitError('usage', `\`${folder}\` is not inside a git checkout.`, {
    hint: 'Run it inside a checkout; in a workflow, put `actions/checkout` before this step.',
    cause,
  });
}

function noCommit(root: string): SpeckitError {
  return new SpeckitError('usage', `The repository in \`${root}\` has no commit yet.`, {
    hint: 'Check out a branch that has one.',
  });
}

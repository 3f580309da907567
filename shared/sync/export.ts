import { createWriteStream } from 'node:fs';
import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { SpeckitError } from '../errors.ts';
import { type GitOptions, git, gitStream } from './git.ts';
import { commitTree, type Repository } from './trees.ts';

export interface ExportOptions {
  /** The commit that the result is for; whoever takes the bundle has it. */
  parent: string;
  /** The tree that the patch starts from. */
  fromTree: string;
  tree: string;
  /** The commit's message in the bundle. */
  message: string;
  /** The bundle's ref. */
  ref: string;
  /** An existing folder outside of which nothing is written, and the name of the files in it without their endings. */
  folder: string;
  name: string;
  signal?: AbortSignal;
}

/** Writes a result as a patch and as a git bundle with one commit on `parent`. Returns the paths of both. */
export async function exportResult(
  repository: Repository,
  options: ExportOptions,
): Promise<{ patch: string; bundle: string }> {
  const { folder, name, signal } = options;
  const patch = join(folder, `${name}.patch`);
  const bundle = join(folder, `${name}.bundle`);
  const git: GitOptions = { gitDir: repository.gitDir, signal };
  await save(
    patch,
    ['diff-tree', '-r', '-p', '--binary', '--full-index', '--no-renames', options.fromTree, options.tree],
    git,
  );
  const { parent, tree, message, ref } = options;
  const commit = await commitTree(repository, tree, [parent], message, { signal });
  const revisions = `--shallow ${parent}\n${commit}\n^${parent}\n`;
  // What is stored as it is would be sent so.
  const pack = [
    'pack-objects',
    '-q',
    '--revs',
    '--thin',
    '--stdout',
    '--delta-base-offset',
    '--no-reuse-object',
  ];
  const header = `# v2 git bundle\n-${parent} the commit that the run worked on\n${commit} ${ref}\n\n`;
  await save(bundle, pack, { ...git, stdin: Buffer.from(revisions) }, header);
  return { patch, bundle };
}

/**
 * The folder `name` in `root` for files that no commit should take up: it ignores itself.
 * @throws SpeckitError `rejected` when something else has that name
 */
export async function resultFolder(root: string, name: string): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  if (!(await lstat(folder)).isDirectory()) {
    throw new SpeckitError(
      'rejected',
      `\`${name}\` in the workspace is not a folder, so the result cannot be put there.`,
      {
        hint: `Rename or remove \`${name}\`.`,
      },
    );
  }
  await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return folder;
}

async function save(file: string, args: readonly string[], options: GitOptions, header = ''): Promise<void> {
  await writeFile(file, header, { flag: 'wx' });
  const { stdout, done } = gitStream(args, options);
  await pipeline(stdout, createWriteStream(file, { flags: 'a' }));
  await done;
}

/** Whether the repository holds `commit`. */
export async function hasCommit(
  { gitDir }: Repository,
  commit: string,
  signal?: AbortSignal,
): Promise<boolean> {
  return git(['cat-file', '-e', `${commit}^{commit}`], { gitDir, signal }).then(
    () => true,
    () => false,
  );
}

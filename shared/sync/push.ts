import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SpeckitError } from '../errors.ts';
import { type Change, changesBetween } from './changes.ts';
import { GitFailure, git } from './git.ts';
import { httpConfig } from './mirror.ts';
import { hasStored } from './pack-writer.ts';
import { isGitlink } from './raw-tree.ts';
import { openScratch, type Scratch } from './scratch.ts';
import { commitTree, type ReadOptions, type Repository, treeOf } from './trees.ts';

export interface PushTree extends ReadOptions {
  /** Holds the tree and `parent`. */
  repository: Repository;
  /** Says which commits are without their history. */
  mirror: Repository;
  /** Folder for a short-lived repository. */
  scratchDir: string;
  /** Where the repository is served over smart HTTP. */
  url: string;
  /** It travels in git's environment only. */
  token?: string | undefined;
  /** In full; it is moved from wherever it is. */
  ref: string;
  tree: string;
  /** A commit that the server has, with most of the tree's objects. */
  parent: string;
  /** Told the share of the objects that are sent, from 0 to 1. */
  onProgress?: ((share: number) => void) | undefined;
}

/**
 * Pushes `tree` in a commit on top of `parent` to `ref`: one transfer, however many files it has, of what differs from
 * `parent` only.
 * @throws SpeckitError `denied` when the server does not take it
 */
export async function pushTree(options: PushTree): Promise<void> {
  const { repository, mirror, scratchDir, url, token, ref, tree, parent, onProgress, signal } = options;
  // A repository of its own, since which commits are shallow is said by a file of the repository.
  await using outbox = await openScratch(repository, scratchDir);
  await writeFile(join(outbox.gitDir, 'shallow'), await shallowCommits(mirror, parent));
  if (await hasStored(repository)) await compressNew(outbox, parent, tree, { signal });
  const commit = await commitTree(outbox, tree, [parent], 'Objects of a result', { signal });
  try {
    await git(['push', '--progress', '--no-verify', '--no-follow-tags', '--', url, `+${commit}:${ref}`], {
      gitDir: outbox.gitDir,
      env: httpConfig(token),
      onStderr(text) {
        const share = shareOf(text);
        if (share !== undefined) onProgress?.(share);
      },
      signal,
    });
    onProgress?.(1);
  } catch (cause) {
    signal?.throwIfAborted();
    if (!(cause instanceof GitFailure)) throw cause;
    throw new SpeckitError('denied', 'The server did not take the objects of the result by git.', {
      hint: 'The App needs the permission "contents: write", and no rule of the repository may forbid the files.',
      cause,
    });
  }
}

/**
 * Puts the files into `outbox`, new ones compressed, as git sends what is stored as it is. One that was there before goes as
 * a difference, so it stays as it is; but git takes what it finds in the pack that it looked into last, so that nothing may
 * be left where the others are too.
 */
async function compressNew(
  outbox: Scratch,
  parent: string,
  tree: string,
  { signal }: ReadOptions,
): Promise<void> {
  const changes = await changesBetween(outbox, await treeOf(outbox, parent, signal), tree, { signal });
  const oidsOf = (wanted: Change['status']) =>
    changes.filter(({ status, mode }) => status === wanted && !isGitlink(mode)).map(({ oid }) => oid);
  const pack = async (oids: readonly string[], more: readonly string[]) => {
    if (oids.length === 0) return;
    const into = join(outbox.gitDir, 'objects', 'pack', 'pack');
    await git(['pack-objects', '-q', '--window=0', ...more, into], {
      gitDir: outbox.gitDir,
      stdin: Buffer.from(oids.map(oid => `${oid}\n`).join('')),
      signal,
    });
  };
  await pack(oidsOf('added'), ['--no-reuse-object', '--compression=1']);
  await pack(oidsOf('modified'), []);
}

/** Git's meter of what it sends: `Writing objects:  42% (5/12), 1.20 MiB | 3.10 MiB/s`. */
const METER = /Writing objects:\s+\d+% \((\d+)\/(\d+)\)/g;

/** The newest share that a piece of git's stderr tells. */
function shareOf(text: string): number | undefined {
  const [, done, total] = [...text.matchAll(METER)].at(-1) ?? [];
  return done === undefined ? undefined : Number(done) / Number(total);
}

async function shallowCommits({ gitDir }: Repository, parent: string): Promise<string> {
  const known = await readFile(join(gitDir, 'shallow'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const commits = new Set([...known.split('\n').filter(Boolean), parent]);
  return [...commits].map(commit => `${commit}\n`).join('');
}

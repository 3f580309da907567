import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Change } from './changes.ts';
import { git, gitLine } from './git.ts';
import type { ReadOptions, Repository } from './trees.ts';

/**
 * The tree `tree` with `changes` applied. Puts the result of a sandbox that saw only a part of the repository
 * (excludes) back into the whole: apply the changes since the snapshot to the pinned commit's own tree.
 */
export async function overlayChanges(
  { gitDir }: Repository,
  tree: string,
  changes: readonly Pick<Change, 'path' | 'status' | 'mode' | 'oid'>[],
  { signal }: ReadOptions = {},
): Promise<string> {
  const index = join(gitDir, `index.${randomUUID()}`);
  const options = { gitDir, env: { GIT_INDEX_FILE: index }, signal };
  const settings = ['-c', 'core.protectNTFS=false', '-c', 'core.protectHFS=false'];
  // Deletions first, or a file that became a folder would clash with itself.
  const lines = [...changes]
    .sort((a, b) => Number(b.status === 'deleted') - Number(a.status === 'deleted'))
    .map(
      ({ status, mode, oid, path }) =>
        `${status === 'deleted' ? `0 ${'0'.repeat(40)}` : `${mode} ${oid}`}\t${path}\0`,
    );
  try {
    await git([...settings, 'read-tree', tree], options);
    await git([...settings, 'update-index', '-z', '--index-info'], {
      ...options,
      stdin: Buffer.from(lines.join('')),
    });
    return await gitLine(['write-tree'], options);
  } finally {
    await rm(index, { force: true });
  }
}

import { GitRefused } from './bare.ts';
import type { Hosted } from './hub.ts';

export interface ChangedFile {
  filename: string;
  previous_filename?: string;
  status: 'added' | 'removed' | 'modified' | 'renamed' | 'changed';
  /** The blob in the head, or the one that was removed. */
  sha: string;
  additions: number;
  deletions: number;
  changes: number;
}

const STATUS: Record<string, ChangedFile['status']> = {
  A: 'added',
  D: 'removed',
  R: 'renamed',
  T: 'changed',
};

/** Files that differ between the merge base of two commits and the second one. */
export async function diffOf(repo: Hosted, base: string, head: string): Promise<ChangedFile[]> {
  const from = await mergeBase(repo, base, head);
  const fields = String(
    await repo.bare.run(['diff-tree', '-r', '-M', '-z', '--raw', '--no-abbrev', from, head]),
  ).split('\0');
  const counts = await lineCounts(repo, from, head);
  const files: ChangedFile[] = [];
  for (let at = 0; fields[at]?.startsWith(':'); ) {
    const [, , before = '', after = '', letter = ''] = (fields[at] ?? '').split(' ');
    const status = STATUS[letter.charAt(0)] ?? 'modified';
    const path = fields[at + 1] ?? '';
    const filename = status === 'renamed' ? (fields[at + 2] ?? '') : path;
    const { additions, deletions } = counts.get(filename) ?? { additions: 0, deletions: 0 };
    const sha = status === 'removed' ? before : after;
    const file = { filename, status, sha, additions, deletions, changes: additions + deletions };
    files.push(status === 'renamed' ? { ...file, previous_filename: path } : file);
    at += status === 'renamed' ? 3 : 2;
  }
  return files;
}

/** The hunks of each file as GitHub gives them, without the diff's head; undefined for one that has none (binary). */
export async function patchesOf(
  repo: Hosted,
  base: string,
  head: string,
  files: readonly ChangedFile[],
): Promise<(string | undefined)[]> {
  const from = await mergeBase(repo, base, head);
  const all = String(await repo.bare.run(['-c', 'core.quotePath=false', 'diff', '-M', from, head]));
  const parts = all.split(/^(?=diff --git )/m);
  return files.map(({ filename }) => {
    const own = parts.filter(part => part.slice(0, part.indexOf('\n')).endsWith(` b/${filename}`));
    const hunks = own.flatMap(part => {
      const start = part.indexOf('\n@@ ');
      return start < 0 ? [] : [part.slice(start + 1).replace(/\n$/, '')];
    });
    return hunks.length > 0 ? hunks.join('\n') : undefined;
  });
}

export async function mergeBase(repo: Hosted, base: string, head: string): Promise<string> {
  try {
    return await repo.bare.text(['merge-base', base, head]);
  } catch (error) {
    if (error instanceof GitRefused) return base; // no common history: git compares the two trees
    throw error;
  }
}

async function lineCounts(repo: Hosted, from: string, head: string) {
  const fields = String(await repo.bare.run(['diff-tree', '-r', '-M', '-z', '--numstat', from, head])).split(
    '\0',
  );
  const counts = new Map<string, { additions: number; deletions: number }>();
  for (let at = 0; at < fields.length - 1; ) {
    const [added, deleted, path] = (fields[at] ?? '').split('\t');
    // A rename has an empty path here; the old and the new name follow.
    const name = path || (fields[at + 2] ?? '');
    at += path ? 1 : 3;
    counts.set(name, { additions: Number(added) || 0, deletions: Number(deleted) || 0 });
  }
  return counts;
}

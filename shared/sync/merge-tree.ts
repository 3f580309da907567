import { GitFailure, gitStream } from './git.ts';
import type { ReadOptions, Repository } from './trees.ts';

/** What `git merge-tree` tells of two commits. */
export interface MergeReport {
  /** Of a merge with conflicts: with markers inside, and with auxiliary names beside where two things want one name. */
  tree: string;
  clean: boolean;
  /** What could not be merged, by stage: 1 base, 2 the left commit, 3 the right one. */
  entries: readonly { path: string; mode: string; oid: string; stage: 1 | 2 | 3 }[];
  /** Messages about conflicts: the paths concerned, and a type that git documents as stable. */
  messages: readonly { paths: readonly string[]; type: string }[];
}

export interface MergeOptions extends ReadOptions {
  /** A file in the syntax of `.gitattributes`; nothing else of that kind counts. */
  attributesFile: string;
}

/** Merges must not depend on guesses about folders, on merge drivers or on the size of the change. */
const SETTINGS = ['merge.directoryRenames=false', 'merge.renames=true', 'merge.renameLimit=10000'];

/** Merges two commits that share a parent. */
export async function mergeTree(
  { gitDir }: Repository,
  left: string,
  right: string,
  { attributesFile, signal }: MergeOptions,
): Promise<MergeReport> {
  const settings = [...SETTINGS, `core.attributesFile=${attributesFile}`].flatMap(setting => ['-c', setting]);
  // `merge-tree` tells conflicts by exit code 1, with its report on stdout.
  const args = [...settings, 'merge-tree', '--write-tree', '-z', left, right];
  const { stdout, done } = gitStream(args, { gitDir, signal });
  const chunks: Buffer[] = [];
  for await (const chunk of stdout) chunks.push(chunk as Buffer);
  const fields = Buffer.concat(chunks).toString('utf8').split('\0');
  try {
    await done;
    return { tree: fields[0]?.trim() ?? '', clean: true, entries: [], messages: [] };
  } catch (error) {
    if (error instanceof GitFailure && error.exitCode === 1) return parseReport(fields);
    throw error;
  }
}

/** Sections of `merge-tree -z`: the tree, entries by stage, an empty field, then messages by path. */
function parseReport(fields: readonly string[]): MergeReport {
  const entries: MergeReport['entries'][number][] = [];
  let at = 1;
  for (; fields[at]; at++) {
    const [, mode = '', oid = '', stage = '', path = ''] =
      /^(\d+) ([0-9a-f]+) ([123])\t(.*)$/s.exec(fields[at] ?? '') ?? [];
    entries.push({ path, mode, oid, stage: Number(stage) as 1 | 2 | 3 });
  }
  const messages: MergeReport['messages'][number][] = [];
  for (at++; fields[at]; ) {
    const count = Number(fields[at]);
    const type = fields[at + 1 + count] ?? '';
    if (type.startsWith('CONFLICT')) messages.push({ paths: fields.slice(at + 1, at + 1 + count), type });
    at += count + 3;
  }
  return { tree: fields[0] ?? '', clean: false, entries, messages };
}

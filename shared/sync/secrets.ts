import { createMatcher } from '../text/pattern-matcher.ts';
import { secretForms } from '../text/secret-forms.ts';
import type { Change } from './changes.ts';
import { openObjects } from './objects.ts';
import { isGitlink } from './raw-tree.ts';
import type { ReadOptions, Repository } from './trees.ts';
import { exists } from './violation.ts';

export interface FoundSecret {
  path: string;
  /** Counts from 1; absent when the name itself holds the secret (then redact the path before showing it). */
  line?: number;
}

/**
 * Where the new content or the names of changed files hold one of `secrets`, as it is or simply encoded
 * (`secretForms`): the first place in each file. Reads files piece by piece.
 */
export async function findSecrets(
  scratch: Repository,
  changes: readonly Change[],
  secrets: readonly string[],
  { signal }: ReadOptions = {},
): Promise<FoundSecret[]> {
  const forms = secrets.flatMap(secretForms);
  if (forms.length === 0) return [];
  const scan = createMatcher(forms);
  const found: FoundSecret[] = [];
  await using objects = openObjects(scratch, { signal });
  for (const change of changes.filter(exists)) {
    const { path, oid, mode } = change;
    if (scan(Buffer.from(path)).ranges.length > 0) found.push({ path });
    if (isGitlink(mode)) continue;
    const search = firstLine(scan);
    await objects.scan(oid, search.add);
    if (search.line !== undefined) found.push({ path, line: search.line });
  }
  return found;
}

/** Looks for the first match over pieces of any size. */
function firstLine(scan: ReturnType<typeof createMatcher>) {
  let kept: Buffer = Buffer.alloc(0);
  let lines = 1;
  const state: { line: number | undefined; add(chunk: Buffer): void } = {
    line: undefined,
    add(chunk) {
      if (state.line !== undefined) return;
      const bytes = kept.length ? Buffer.concat([kept, chunk]) : chunk;
      const { ranges, pending } = scan(bytes);
      const first = ranges[0];
      if (first) state.line = lines + newlines(bytes.subarray(0, first.start));
      const settled = bytes.length - pending;
      lines += newlines(bytes.subarray(0, settled));
      kept = bytes.subarray(settled);
    },
  };
  return state;
}

function newlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

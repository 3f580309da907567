import { mergeLines } from '../sync/merge-lines.ts';
import { overlayChanges } from '../sync/overlay.ts';
import type { Choice, Conflict, Trees } from '../sync/reconcile.ts';
import { resolveConflicts } from '../sync/resolve.ts';
import type { ReadOptions, Repository } from '../sync/trees.ts';

/**
 * The merge of `trees` with every conflict settled by `choices`, by {@link Conflict.path}: of text files only the lines
 * that both sides changed are chosen, the rest is merged.
 */
export async function chosenTree(
  scratch: Repository,
  trees: Trees,
  conflicts: readonly Conflict[],
  choices: ReadonlyMap<string, Choice>,
  { signal }: ReadOptions = {},
): Promise<string> {
  const resolved = await resolveConflicts(scratch, trees, choices, { signal });
  if (resolved.kind === 'clean') {
    const texts = await mergeLines(scratch, conflicts, choices, { signal });
    if (texts.length === 0) return resolved.tree;
    const changes = texts.map(file => ({ ...file, status: 'modified' as const }));
    return overlayChanges(scratch, resolved.tree, changes, { signal });
  }
  throw new Error(`${resolved.remaining.length} conflicts remain after all were chosen`);
}

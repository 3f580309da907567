import type { Choice, Trees } from '../sync/reconcile.ts';
import { resolveConflicts } from '../sync/resolve.ts';
import type { ReadOptions, Repository } from '../sync/trees.ts';

/** The merge of `trees` with every conflict settled by `choices`, as {@link resolveConflicts} does it. */
export async function chosenTree(
  scratch: Repository,
  trees: Trees,
  choices: ReadonlyMap<string, Choice>,
  { signal }: ReadOptions = {},
): Promise<string> {
  const resolved = await resolveConflicts(scratch, trees, choices, { signal });
  if (resolved.kind === 'clean') return resolved.tree;
  throw new Error(`${resolved.remaining.length} conflicts remain after all were chosen`);
}

import type { Choice, Conflict } from './conflicts.ts';
import { mergeLines } from './merge-lines.ts';
import { openObjects } from './objects.ts';
import { overlayChanges } from './overlay.ts';
import { mergeSides, type Trees } from './reconcile.ts';
import { type Found, filesBelow, treeLookup } from './tree-lookup.ts';
import type { ReadOptions, Repository } from './trees.ts';

export type Resolved = { kind: 'clean'; tree: string } | { kind: 'conflict'; remaining: Conflict[] };

/**
 * The merge of `trees` with conflicts settled by `choices`, by {@link Conflict.path}. Of a text the choice takes that
 * side's lines where both changed them, and what just one side changed elsewhere in the file stays, its new name too. Of
 * anything else it gives that side's version of all {@link Conflict.paths} exactly, byte for byte, mode for mode,
 * nothing where that side has nothing: after a rename the result's choice brings the old name back if the result has it
 * there. Everything else is merged. Choices for what does not conflict (any more) do not count.
 */
export async function resolveConflicts(
  scratch: Repository,
  trees: Trees,
  choices: ReadonlyMap<string, Choice>,
  { signal }: ReadOptions = {},
): Promise<Resolved> {
  const { base, ours, theirs } = trees;
  if (theirs === base || theirs === ours) return { kind: 'clean', tree: ours };
  if (ours === base) return { kind: 'clean', tree: theirs };
  const { tree, conflicts, auxiliary } = await mergeSides(scratch, trees, { signal });
  const remaining = conflicts.filter(({ path }) => !choices.has(path));
  if (remaining.length > 0) return { kind: 'conflict', remaining };
  if (conflicts.length === 0) return { kind: 'clean', tree };

  const texts = new Map(
    (await mergeLines(scratch, conflicts, choices, { signal })).map(file => [file.conflict, file]),
  );
  await using objects = openObjects(scratch, { signal });
  const at = treeLookup(objects);
  const files = async (where: string, path: string): Promise<(Found & { path: string })[]> => {
    const found = await at(where, path);
    return found ? filesBelow(scratch, path, found, { signal }) : [];
  };
  const gone = (await Promise.all(auxiliary.map(path => files(tree, path)))).flat();
  const chosen: (Found & { path: string })[] = [];
  for (const { path: name, paths } of conflicts) {
    const text = texts.get(name);
    if (text) {
      for (const path of paths) if (path !== text.path) gone.push(...(await files(tree, path)));
      chosen.push(text);
      continue;
    }
    const side = choices.get(name) === 'result' ? theirs : ours;
    for (const path of paths) {
      gone.push(...(await files(tree, path)));
      chosen.push(...(await files(side, path)));
    }
  }
  const changes = [
    ...gone.map(file => ({ ...file, status: 'deleted' as const })),
    ...chosen.map(file => ({ ...file, status: 'modified' as const })),
  ];
  return { kind: 'clean', tree: await overlayChanges(scratch, tree, changes, { signal }) };
}

import type { Change } from './changes.ts';
import { gitignoreMatcher } from './gitignore.ts';
import { judgeLinks } from './link-guard.ts';
import { judgeNames } from './name-guards.ts';
import { isGitlink } from './raw-tree.ts';
import { type ResultTree, readResultTree } from './result-tree.ts';
import type { ReadOptions, Repository } from './trees.ts';
import { exists, isNew, shown, type Violation } from './violation.ts';

export type { Violation, ViolationRule } from './violation.ts';

/** The one rule whose violations a person may look at and take over by hand. */
export const PROTECTED_RULE = 'protected';
/** What decides over what runs with the repository's secrets and who reviews. Patterns in the syntax of `.gitignore`. */
export const DEFAULT_PROTECTED: readonly string[] = [
  '/.github/workflows/',
  '/.github/actions/',
  '/.github/speckit.yml',
  '/.github/CODEOWNERS',
  '/CODEOWNERS',
  '/docs/CODEOWNERS',
];

export interface GuardLimits {
  /** Bytes. */
  fileBytes: number;
  /** Number of changed files. */
  files: number;
}

export interface GuardRules {
  limits: GuardLimits;
  /** Default {@link DEFAULT_PROTECTED}. */
  protectedPaths?: readonly string[];
}

/** Everything about a result that must not be published, in the order of the rules. Empty: it may be. */
export async function judgeResult(
  scratch: Repository,
  changes: readonly Change[],
  { tree, signal, ...rules }: GuardRules & ReadOptions & { tree: string },
): Promise<Violation[]> {
  return judgeChanges(changes, await readResultTree(scratch, tree, { signal }), rules);
}

/** {@link judgeResult} on data: `tree` is the tree that the changes led to. */
export function judgeChanges(changes: readonly Change[], tree: ResultTree, rules: GuardRules): Violation[] {
  return [
    ...judgeNames(changes),
    ...judgeModes(changes),
    ...judgeLinks(changes, tree),
    ...judgeCollisions(changes, tree),
    ...judgeSizes(changes, rules.limits),
    ...judgeProtected(changes, rules.protectedPaths ?? DEFAULT_PROTECTED),
  ];
}

const USUAL_MODES = new Set(['100644', '100755', '120000', '160000']);

/** New or changed submodules, and modes that are neither file, executable nor symlink. */
export function judgeModes(changes: readonly Change[]): Violation[] {
  return changes.filter(exists).flatMap(({ path, mode, oldMode }): Violation[] => {
    if (isGitlink(mode)) {
      return [
        { path, rule: 'gitlink', message: `${shown(path)} is a git repository of its own (a submodule).` },
      ];
    }
    if (USUAL_MODES.has(mode) || mode === oldMode) return [];
    return [{ path, rule: 'mode', message: `${shown(path)} has the unusual file mode ${mode}.` }];
  });
}

/** New names that differ from another one, a folder's too, only by case or Unicode form. */
export function judgeCollisions(changes: readonly Change[], { paths }: ResultTree): Violation[] {
  const added = changes.filter(isNew);
  if (added.length === 0) return [];
  // Only what can clash with something new is kept: the tree may be very large.
  const wanted = new Set(added.flatMap(({ path }) => prefixes(path).map(fold)));
  const spellings = new Map<string, Set<string>>();
  for (const path of paths) {
    for (const prefix of prefixes(path)) {
      const folded = fold(prefix);
      if (!wanted.has(folded)) continue;
      const known = spellings.get(folded);
      if (known) known.add(prefix);
      else spellings.set(folded, new Set([prefix]));
    }
  }
  return added.flatMap(({ path }) => {
    const clash = prefixes(path)
      .map(prefix => [...(spellings.get(fold(prefix)) ?? [])].find(other => other !== prefix))
      .find(other => other !== undefined);
    if (clash === undefined) return [];
    const message = `${shown(path)} and ${shown(clash)} are the same name where case does not count.`;
    return [{ path, rule: 'collision', message }];
  });
}

const fold = (path: string) => path.normalize('NFC').toLowerCase();

function prefixes(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

/** Files and their number over the limits. */
export function judgeSizes(changes: readonly Change[], { fileBytes, files }: GuardLimits): Violation[] {
  const kib = (bytes: number) => `${Math.ceil(bytes / 1024)} KiB`;
  const large = changes
    .filter(({ size }) => size > fileBytes)
    .map(({ path, size }): Violation => {
      const message = `${shown(path)} has ${kib(size)}, more than the ${kib(fileBytes)} that a file may have.`;
      return { path, rule: 'file-size', message };
    });
  if (changes.length <= files) return large;
  const message = `${changes.length} files changed, more than the ${files} that a result may change.`;
  return [...large, { path: changes[0]?.path ?? '', rule: 'file-count', message }];
}

/** Changes of any kind, deletions too, to protected paths. */
export function judgeProtected(changes: readonly Change[], patterns: readonly string[]): Violation[] {
  const isProtected = gitignoreMatcher(patterns);
  return changes
    .filter(({ path }) => isProtected(path))
    .map(({ path }) => ({ path, rule: PROTECTED_RULE, message: `${shown(path)} is protected.` }));
}

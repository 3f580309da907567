import type { ConflictKind } from './conflicts.ts';
import type { MergeReport } from './merge-tree.ts';

/** Paths that can only be decided about together, with what git calls their trouble. */
export interface Group {
  paths: string[];
  kind: ConflictKind;
}

/** Git documents these as stable strings for scripts. What weighs more comes first. */
const KIND_OF_TYPE: readonly (readonly [type: string, kind: ConflictKind])[] = [
  ['CONFLICT (file/directory)', 'file/directory'],
  ['CONFLICT (distinct modes)', 'distinct types'],
  ['CONFLICT (submodule)', 'submodule'],
  ['CONFLICT (rename involved in collision)', 'rename/add'],
  ['CONFLICT (rename/rename)', 'rename/rename'],
  ['CONFLICT (rename/delete)', 'rename/delete'],
  ['CONFLICT (modify/delete)', 'modify/delete'],
  ['CONFLICT (binary)', 'binary'],
  ['CONFLICT (contents)', 'content'],
];

/** A name that git made up because two things want the same one: the name, and which commit's it was. */
const AUXILIARY = /^(.+)~([0-9a-f]{40})(?:_\d+)?$/s;

/** Names in the merged tree that neither side has; `commits` are the two that were merged. */
export function auxiliaryPaths({ entries, messages }: MergeReport, commits: readonly string[]): string[] {
  const paths = [...entries.map(({ path }) => path), ...messages.flatMap(message => message.paths)];
  return [...new Set(paths.filter(path => realPath(path, commits) !== path))];
}

function realPath(path: string, commits: readonly string[]): string {
  const [, original = path, commit = ''] = AUXILIARY.exec(path) ?? [];
  return commits.includes(commit) ? original : path;
}

/**
 * Joins what a merge reported to groups: paths of one message belong together, `related` ones too, and whatever is
 * below a path goes with it.
 */
export function groupConflicts(
  { entries, messages }: MergeReport,
  commits: readonly string[],
  related: readonly Group[],
): Group[] {
  const real = (path: string) => realPath(path, commits);
  const told: Group[] = messages.map(({ paths, type }) => ({
    paths: paths.map(real),
    kind: KIND_OF_TYPE.find(([prefix]) => type === prefix)?.[1] ?? 'other',
  }));
  const alone: Group[] = entries.map(({ path }) => ({ paths: [real(path)], kind: 'other' }));
  const groups: Group[] = [];
  for (const { paths, kind } of [...told, ...related, ...alone]) {
    const touched = groups.filter(group => group.paths.some(a => paths.some(b => overlap(a, b))));
    const all = [...touched, { paths, kind }];
    const merged = {
      paths: outermost(all.flatMap(group => group.paths)),
      kind: heaviest(all.map(group => group.kind)),
    };
    const at = touched[0] ? groups.indexOf(touched[0]) : groups.length;
    for (const group of touched) groups.splice(groups.indexOf(group), 1);
    groups.splice(at, 0, merged);
  }
  return groups;
}

const isBelow = (path: string, folder: string) => path.startsWith(`${folder}/`);
const overlap = (a: string, b: string) => a === b || isBelow(a, b) || isBelow(b, a);

function outermost(paths: readonly string[]): string[] {
  return [...new Set(paths)].filter(path => !paths.some(folder => isBelow(path, folder)));
}

const WEIGHT = new Map<ConflictKind, number>(
  (['case', ...KIND_OF_TYPE.map(([, kind]) => kind), 'other'] as const).map((kind, i) => [kind, i]),
);

function heaviest(kinds: readonly ConflictKind[]): ConflictKind {
  return kinds.reduce((a, b) => ((WEIGHT.get(b) ?? 99) < (WEIGHT.get(a) ?? 99) ? b : a));
}

import { prefixesOf } from './case-clash.ts';
import type { ConflictKind } from './conflicts.ts';
import type { MergeReport } from './merge-tree.ts';

/** Paths that can only be decided about together, with what git calls their trouble. */
export interface Group {
  paths: string[];
  kind: ConflictKind;
}

/** Git documents these as stable strings for scripts. */
const KIND_OF_TYPE: Readonly<Record<string, ConflictKind>> = {
  'CONFLICT (contents)': 'content',
  'CONFLICT (binary)': 'binary',
  'CONFLICT (modify/delete)': 'modify/delete',
  'CONFLICT (rename/rename)': 'rename/rename',
  'CONFLICT (rename/delete)': 'rename/delete',
  'CONFLICT (rename involved in collision)': 'rename/add',
  'CONFLICT (file/directory)': 'file/directory',
  'CONFLICT (distinct modes)': 'distinct types',
  'CONFLICT (submodule)': 'submodule',
};

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

export interface Connections {
  /** Further conflicts. */
  related: readonly Group[];
  /** Every rename of either side: what was merged into a file under its new name must not get lost with that. */
  renames: readonly (readonly [from: string, to: string])[];
}

/**
 * Joins what a merge reported to groups: paths of one message belong together, `related` ones too, both names of a
 * renamed file, and whatever is below a path goes with it.
 */
export function groupConflicts(
  { entries, messages }: MergeReport,
  commits: readonly string[],
  { related, renames }: Connections,
): Group[] {
  const real = (path: string) => realPath(path, commits);
  const told: Group[] = messages.map(({ paths, type }) => ({
    paths: paths.map(real),
    kind: KIND_OF_TYPE[type] ?? 'other',
  }));
  const shared = new Set(entries.filter(({ stage }) => stage === 1).map(({ path }) => path));
  const alone = entries.map(
    ({ path }): Group => ({
      paths: [real(path)],
      kind: shared.has(path) ? 'other' : 'add/add',
    }),
  );
  return joinOverlapping([...told, ...related, ...alone], renames);
}

/** One group of all that share a path, lie below one another's paths or are connected by `links`. */
function joinOverlapping(given: readonly Group[], links: readonly (readonly string[])[]): Group[] {
  const sets = [...given.map(({ paths }) => paths), ...links];
  const known = new Set(sets.flat());
  const roots = new Map<string, string>();
  const rootOf = (path: string): string => {
    let root = path;
    for (let up = roots.get(root); up !== undefined && up !== root; up = roots.get(root)) root = up;
    roots.set(path, root);
    return root;
  };
  for (const paths of sets) {
    for (const path of paths) {
      const above = prefixesOf(path).filter(folder => known.has(folder));
      for (const other of [...above, ...paths.slice(0, 1)]) roots.set(rootOf(other), rootOf(path));
    }
  }
  const groups = new Map<string, Group[]>();
  for (const group of given) {
    const root = rootOf(group.paths[0] ?? '');
    const members = groups.get(root) ?? [];
    members.push(group);
    groups.set(root, members);
  }
  const linked = new Map<string, string[]>();
  for (const paths of links) {
    const root = rootOf(paths[0] ?? '');
    if (groups.has(root)) linked.set(root, [...(linked.get(root) ?? []), ...paths]);
  }
  return [...groups].map(([root, members]) => ({
    paths: outermost([...members.flatMap(({ paths }) => paths), ...(linked.get(root) ?? [])]),
    kind: heaviest(members.map(({ kind }) => kind)),
  }));
}

const isBelow = (path: string, folder: string) => path.startsWith(`${folder}/`);

function outermost(paths: readonly string[]): string[] {
  return [...new Set(paths)].filter(path => !paths.some(folder => isBelow(path, folder)));
}

/** What weighs more comes first: it says more about what the person has to decide. */
const WEIGHTS: readonly ConflictKind[] = [
  'case',
  'file/directory',
  'distinct types',
  'submodule',
  'rename/add',
  'rename/rename',
  'rename/delete',
  'modify/delete',
  'binary',
  'add/add',
  'content',
  'other',
];

function heaviest(kinds: readonly ConflictKind[]): ConflictKind {
  return kinds.reduce((a, b) => (WEIGHTS.indexOf(b) < WEIGHTS.indexOf(a) ? b : a));
}

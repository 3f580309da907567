import {
  byFlag,
  FEATURE_NAME,
  inSpecs,
  lastSegment,
  nameOf,
  numberOf,
  SPECS,
  sameNumber,
  stripped,
} from './feature-name.ts';
import { featureSlug } from './slug.ts';

/** What a feature was found by; `text`: a new one, named after its description. */
type Evidence = 'flag' | 'changes' | 'branch' | 'only' | 'text';

/** Where a feature's documents are: a path relative to the project, e.g. `specs/001-login`. */
export type Feature =
  | { kind: 'found'; directory: string; by: Evidence }
  | { kind: 'none' }
  | { kind: 'ambiguous'; candidates: string[] };

export interface FeatureClues {
  /** `--feature`: a directory's path, its name, or the number in front of the name. */
  flag?: string | undefined;
  /** What the pull request changes, relative to the repository. */
  changedPaths: readonly string[];
  /** The pull request's branch. */
  branch: string;
  /** Names of the directories under `<project>/specs/` at the head. */
  dirs: readonly string[];
  /** The project inside the repository; default: the repository itself. */
  projectDir?: string | undefined;
}

export interface NewFeatureClues extends FeatureClues {
  /** The description that the directory is named after. */
  text: string;
  /** Further names or numbers in use elsewhere, e.g. the directories on the default branch. */
  taken?: readonly string[];
}

/**
 * The feature that a run is about: the flag, else the one that the pull request touches, else the branch's, else
 * the only one there is. Pure. Throws `usage` for a flag that names nothing.
 */
export function findFeature(clues: FeatureClues): Feature {
  if (clues.flag !== undefined) return found(nameOf(byFlag(clues.flag, clues.dirs)), 'flag');
  const touched = touchedBy(clues);
  const [first] = touched;
  if (touched.length === 1 && first !== undefined) return found(first, 'changes');
  const named = byBranch(clues.branch, touched.length > 0 ? touched : clues.dirs);
  if (named !== undefined) return found(named, 'branch');
  if (touched.length > 1) return { kind: 'ambiguous', candidates: touched.map(inSpecs) };
  const [only] = clues.dirs;
  if (clues.dirs.length === 1 && only !== undefined) return found(only, 'only');
  if (clues.dirs.length > 1) return { kind: 'ambiguous', candidates: clues.dirs.map(inSpecs).sort() };
  return { kind: 'none' };
}

/**
 * The directory that `specify` writes to: the pull request's own feature when it already has one, else a new one,
 * named after the branch if that is named like a feature, else after the text with the next free number. The name
 * is chosen here because an agent numbers by what its checkout shows, so that two branches get the same number.
 */
export function newFeature(clues: NewFeatureClues): Feature {
  const { flag, branch, dirs, text, taken = [] } = clues;
  if (flag !== undefined) {
    const name = stripped(flag);
    return found(FEATURE_NAME.test(name) ? name : nameOf(byFlag(flag, dirs)), 'flag');
  }
  const touched = touchedBy(clues);
  const [first] = touched;
  if (touched.length === 1 && first !== undefined) return found(first, 'changes');
  const own = byBranch(branch, dirs);
  if (own !== undefined) return found(own, 'branch');
  if (touched.length > 1) return { kind: 'ambiguous', candidates: touched.map(inSpecs) };

  const used = [...dirs, ...taken];
  const [, number, words] = FEATURE_NAME.exec(lastSegment(branch)) ?? [];
  const slug = words ?? featureSlug(text, lastSegment(branch));
  if (number !== undefined && !used.some(name => sameNumber(name, `${number}-`))) {
    return found(`${number}-${slug}`, 'branch');
  }
  const highest = used.reduce((most, name) => Math.max(most, numberOf(name) ?? 0), 0);
  return found(`${String(highest + 1).padStart(3, '0')}-${slug}`, 'text');
}

/** The features whose directories hold changed paths, sorted. A removed directory is none. */
function touchedBy({ changedPaths, dirs, projectDir }: FeatureClues): string[] {
  const inside = projectDir === undefined || projectDir === '.' ? `${SPECS}/` : `${projectDir}/${SPECS}/`;
  const names = changedPaths
    .filter(path => path.startsWith(inside))
    .map(path => path.slice(inside.length).split('/')[0] ?? '');
  return [...new Set(names)].filter(name => dirs.includes(name)).sort();
}

/** The directory of the branch's name, whole or its last segment; failing that, the only one with its number. */
function byBranch(branch: string, dirs: readonly string[]): string | undefined {
  const name = lastSegment(branch);
  if (dirs.includes(name)) return name;
  if (!FEATURE_NAME.test(name)) return undefined;
  const same = dirs.filter(dir => sameNumber(dir, name));
  return same.length === 1 ? same[0] : undefined;
}

function found(name: string, by: Evidence): Feature {
  return { kind: 'found', directory: inSpecs(name), by };
}

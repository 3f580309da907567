import { didYouMean, listed, quoted } from '../command/suggest.ts';
import { SpeckitError } from '../errors.ts';
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

const SPECS = 'specs';
/** `001-login`, or a time stamp in the place of the number. */
const FEATURE_NAME = /^(\d{8}-\d{6}|\d{3,})-([a-z0-9][a-z0-9._-]*)$/i;

/**
 * The feature that a run is about: the flag, else the one that the pull request touches, else the branch's, else
 * the only one there is. Pure. Throws `usage` for a flag that names nothing.
 */
export function findFeature(clues: FeatureClues): Feature {
  if (clues.flag !== undefined)
    return { kind: 'found', directory: byFlag(clues.flag, clues.dirs), by: 'flag' };
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

/** What a phase does with a feature. */
export type FeatureNeed = 'creates' | 'required' | 'optional';

const REQUIRED = new Set([
  'clarify',
  'plan',
  'checklist',
  'tasks',
  'analyze',
  'implement',
  'converge',
  'taskstoissues',
]);

/** `optional`: used when it is clear, and no reason to stop when it is not. */
export function featureNeed(phase: string): FeatureNeed {
  if (phase === 'specify') return 'creates';
  return REQUIRED.has(phase) ? 'required' : 'optional';
}

/**
 * The directory to pass to the phase, or undefined where it needs none. Throws `usage`: several candidates (the
 * message lists them), or none for a phase that works on one.
 */
export function featureFor(phase: string, clues: NewFeatureClues): string | undefined {
  const need = featureNeed(phase);
  const feature = need === 'creates' ? newFeature(clues) : findFeature(clues);
  if (feature.kind === 'found') return feature.directory;
  if (need === 'optional') return undefined;
  if (feature.kind === 'ambiguous') {
    throw new SpeckitError(
      'usage',
      `It is not clear which feature \`${phase}\` is for: ${listed(feature.candidates)}.`,
      {
        hint: `Say which: \`/speckit run --feature ${nameOf(feature.candidates[0] ?? '')} ${phase}\`.`,
      },
    );
  }
  throw new SpeckitError(
    'usage',
    `\`${phase}\` works on a feature, and there is none under \`${SPECS}/\` here.`,
    {
      hint: 'Start one with `/speckit run specify <description>`, or name its directory with `--feature`.',
    },
  );
}

function byFlag(flag: string, dirs: readonly string[]): string {
  const name = stripped(flag);
  const exact = dirs.find(dir => dir === name);
  if (exact !== undefined) return inSpecs(exact);
  const numbered = /^\d+$/.test(name) ? dirs.filter(dir => numberOf(dir) === Number(name)) : [];
  const [only] = numbered;
  if (numbered.length === 1 && only !== undefined) return inSpecs(only);
  const known =
    dirs.length === 0 ? 'There is no feature here yet.' : `The features here are ${listed(dirs)}.`;
  const what =
    numbered.length > 1
      ? `Several features have the number ${quoted(flag)}.`
      : `There is no feature ${quoted(flag)}.`;
  throw new SpeckitError('usage', `${what}${numbered.length > 1 ? '' : didYouMean(name, dirs)}`, {
    hint: `${known} A new one is started by \`/speckit run specify <description>\`.`,
  });
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

/** The number in front of a feature's name; a time stamp counts as none. */
function numberOf(name: string): number | undefined {
  const [, digits] = /^(\d{3,})(?:-|$)/.exec(name) ?? [];
  return digits === undefined || /^\d{8}-\d{6}(?:-|$)/.test(name) ? undefined : Number(digits);
}

function sameNumber(a: string, b: string): boolean {
  return numberOf(a) !== undefined && numberOf(a) === numberOf(b);
}

function found(name: string, by: Evidence): Feature {
  return { kind: 'found', directory: inSpecs(name), by };
}

const inSpecs = (name: string) => `${SPECS}/${name}`;
const nameOf = (directory: string) => directory.slice(SPECS.length + 1);
const lastSegment = (branch: string) => branch.slice(branch.lastIndexOf('/') + 1);

/** A flag without what may stand before and after the directory's name. */
function stripped(flag: string): string {
  const trimmed = flag.replace(/\/+$/, '');
  const at = trimmed.lastIndexOf(`${SPECS}/`);
  return at === 0 || trimmed.charAt(at - 1) === '/' ? trimmed.slice(at + SPECS.length + 1) : trimmed;
}

import { didYouMean, listed, quoted } from '../command/suggest.ts';
import { SpeckitError } from '../errors.ts';

/** The project's folder that holds one directory for each feature. */
export const SPECS = 'specs';
/** Features in one message. */
export const MOST_SHOWN = 10;
/** `001-login`, or a time stamp in the place of the number. */
export const FEATURE_NAME = /^(\d{8}-\d{6}|\d{3,})-([a-z0-9][a-z0-9._-]*)$/i;

/** The number in front of a feature's name; a time stamp counts as none. */
export function numberOf(name: string): number | undefined {
  const [, digits] = /^(\d{3,})(?:-|$)/.exec(name) ?? [];
  return digits === undefined || /^\d{8}-\d{6}(?:-|$)/.test(name) ? undefined : Number(digits);
}

export function sameNumber(a: string, b: string): boolean {
  return numberOf(a) !== undefined && numberOf(a) === numberOf(b);
}

/** Name to directory and back. */
export const inSpecs = (name: string) => `${SPECS}/${name}`;
export const nameOf = (directory: string) => directory.slice(SPECS.length + 1);
export const lastSegment = (branch: string) => branch.slice(branch.lastIndexOf('/') + 1);

/** A `--feature` without what may stand before and after the directory's name. */
export function stripped(flag: string): string {
  const trimmed = flag.replace(/\/+$/, '');
  const at = trimmed.lastIndexOf(`${SPECS}/`);
  return at === 0 || trimmed.charAt(at - 1) === '/' ? trimmed.slice(at + SPECS.length + 1) : trimmed;
}

/** The existing directory that a `--feature` names by path, name or number. Throws `usage`, with the nearest name. */
export function byFlag(flag: string, dirs: readonly string[]): string {
  const name = stripped(flag);
  const exact = dirs.find(dir => dir === name);
  if (exact !== undefined) return inSpecs(exact);
  const numbered = /^\d+$/.test(name) ? dirs.filter(dir => numberOf(dir) === Number(name)) : [];
  const [only] = numbered;
  if (numbered.length === 1 && only !== undefined) return inSpecs(only);
  const known =
    dirs.length === 0
      ? 'There is no feature here yet.'
      : `The features here are ${listed(dirs.slice(-MOST_SHOWN))}.`;
  const what =
    numbered.length > 1
      ? `Several features have the number ${quoted(flag)}.`
      : `There is no feature ${quoted(flag)}.`;
  throw new SpeckitError('usage', `${what}${numbered.length > 1 ? '' : didYouMean(name, dirs)}`, {
    hint: `${known} A new one is started by \`/speckit run specify <description>\`.`,
  });
}

import { lstatSync } from 'node:fs';
import path from 'node:path';
import { FLAGS } from '../../../shared/command/flags.ts';
import { PHASE_WORD } from '../../../shared/command/phases.ts';
import { didYouMean, listed, quoted } from '../../../shared/command/suggest.ts';
import type { RunFlags, Work } from '../../../shared/command/types.ts';
import { DRIVER_NAMES } from '../../../shared/drivers/index.ts';
import { SpeckitError } from '../../../shared/errors.ts';

/** Flags of a comment that mean something on a working tree too. */
export const RUN_FLAGS = ['profile', 'driver', 'agent', 'timeout', 'feature'] as const;

/** Their values as the core wants them. @throws SpeckitError `usage` that names the flag */
export function readRunFlags(
  values: Readonly<Partial<Record<(typeof RUN_FLAGS)[number], string | undefined>>>,
): RunFlags {
  const read = RUN_FLAGS.flatMap(name => {
    const value = values[name];
    if (value === undefined) return [];
    if (value === '')
      throw usage(
        `The flag \`--${name}\` has no value.`,
        `For example: \`--${name} ${FLAGS[name]?.value}\`.`,
      );
    if (name === 'driver') checkDriver(value);
    return [FLAGS[name]?.read(value) ?? {}];
  });
  return Object.assign({}, ...read) as RunFlags;
}

function checkDriver(value: string): void {
  if (DRIVER_NAMES.some(name => name === value.toLowerCase())) return;
  throw usage(
    `There is no driver ${quoted(value)}.${didYouMean(value, DRIVER_NAMES)}`,
    `The drivers are ${listed(DRIVER_NAMES)}.`,
  );
}

/** What the words of `run` ask for. @throws SpeckitError `usage` */
export function readWork(
  phase: string | undefined,
  text: string | undefined,
  command: readonly string[] | undefined,
): Work {
  if (command) {
    if (phase !== undefined) {
      throw usage(
        `${quoted(phase)} and \`--\` are a phase and a shell command at once.`,
        'A shell command goes without a phase: `speckit-remote run -- npm test`.',
      );
    }
    const script = scriptOf(command);
    if (script.trim() === '')
      throw usage('There is no command after `--`.', 'For example: `speckit-remote run -- npm test`.');
    return { kind: 'shell', command: script };
  }
  if (phase === undefined) {
    throw usage(
      '`speckit-remote run` needs a phase or a command.',
      'For example `speckit-remote run plan`, or `speckit-remote run -- npm test`.',
    );
  }
  const word = phase.toLowerCase();
  if (!PHASE_WORD.test(word)) {
    throw usage(
      `${quoted(phase)} is not the name of a phase.`,
      'A phase is one word, like `plan` or `bug.fix`.',
    );
  }
  return { kind: 'phase', phase: word, text: (text ?? '').trim() };
}

/** One word is a script as it stands; of several, each reaches the command as the shell here has read it. */
export function scriptOf(words: readonly string[]): string {
  const [only, second] = words;
  if (only !== undefined && second === undefined) return only;
  return words.map(word => (SAFE.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}

const SAFE = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** The files of `--include`, relative to the root. @throws SpeckitError `usage` for one that is not in the checkout */
export function namedFiles(names: readonly string[], { root, cwd }: { root: string; cwd: string }): string[] {
  return names.map(name => {
    const file = path.relative(root, path.resolve(cwd, name));
    if (lstatSync(path.join(root, file), { throwIfNoEntry: false })?.isFile() && !file.startsWith('..')) {
      return file.split(path.sep).join('/');
    }
    throw usage(
      `\`--include\` is ${quoted(name)}, which is no file of this checkout.`,
      'Name one file each time, as seen from the folder that you are in.',
    );
  });
}

function usage(message: string, hint: string): SpeckitError {
  return new SpeckitError('usage', message, { hint });
}

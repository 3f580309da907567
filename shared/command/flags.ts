import { SpeckitError } from '../errors.ts';
import { parseDuration } from '../profile/durations.ts';
import { didYouMean, listed, quoted } from './suggest.ts';
import type { RunFlags } from './types.ts';
import { bareWord, shellWord, skipBlank } from './words.ts';

interface Flag {
  /** What stands for the value in the help. */
  value: string;
  summary: string;
  read(value: string): RunFlags;
}

/** Every flag of `/speckit run`, as data: the parser and the help read it. */
export const FLAGS: Readonly<Record<string, Flag>> = {
  profile: { value: 'NAME', summary: 'a profile of the configuration', read: profile => ({ profile }) },
  driver: {
    value: 'NAME',
    summary: 'the kind of sandbox',
    read: value => ({ driver: value.toLowerCase() }),
  },
  agent: {
    value: 'NAME',
    summary: 'the coding agent',
    read: value => ({ agent: value.toLowerCase() }),
  },
  timeout: {
    value: '30m',
    summary: 'end the run after this time',
    read: value => ({ timeoutMs: parseDuration(value, { key: '--timeout', code: 'usage' }) }),
  },
  sha: {
    value: 'SHA',
    summary: 'run on exactly this commit or refuse',
    read: value => ({ sha: sha(value) }),
  },
  feature: {
    value: 'DIR',
    summary: 'the feature directory, like `specs/001-login`',
    read: value => ({ feature: feature(value) }),
  },
};

export const FLAG_NAMES = Object.keys(FLAGS).map(name => `--${name}`);

export interface ReadFlags {
  flags: RunFlags;
  /** The position of the first word that is no flag. */
  end: number;
}

/** Reads flags from `from` on, up to the first other word or a lone `--`. Throws `usage`. */
export function readFlags(line: string, from: number): ReadFlags {
  const flags: RunFlags = {};
  const seen = new Set<string>();
  let at = skipBlank(line, from);
  for (;;) {
    const typed = bareWord(line, at, '=');
    const word = { text: typed.text.toLowerCase(), end: typed.end };
    if (word.text === '--' || !/^[-\u2010-\u2015]/.test(word.text)) return { flags, end: at };
    const flag = knownFlag(word.text);
    if (seen.has(word.text)) {
      throw usage(`The flag \`${word.text}\` is given twice.`, 'Keep the one that you mean.');
    }
    seen.add(word.text);
    const inline = line[word.end] === '=';
    const valueAt = inline ? word.end + 1 : skipBlank(line, word.end);
    const value = shellWord(line, valueAt, `The value of \`${word.text}\``);
    if (value.text === '' || (!inline && line.startsWith('--', valueAt))) {
      throw usage(
        `The flag \`${word.text}\` has no value.`,
        `Write it like this: \`${word.text} ${flag.value}\`.`,
      );
    }
    Object.assign(flags, flag.read(value.text));
    at = skipBlank(line, value.end);
  }
}

function knownFlag(word: string): Flag {
  if (/^[\u2010-\u2015]/.test(word)) {
    throw usage(
      `The flag ${quoted(word)} starts with a dash (${word[0]}) in place of two hyphens.`,
      'Some keyboards turn `--` into a dash: type two hyphens.',
    );
  }
  const flag =
    Object.hasOwn(FLAGS, word.slice(2)) && word.startsWith('--') ? FLAGS[word.slice(2)] : undefined;
  if (flag) return flag;
  throw usage(
    `There is no flag ${quoted(word)}.${didYouMean(word, FLAG_NAMES)}`,
    `The flags of \`/speckit run\` are ${listed(FLAG_NAMES)}.`,
  );
}

/** An abbreviation could be matched by a commit that somebody made on purpose: only the full name is exact. */
function sha(value: string): string {
  if (/^[0-9a-f]{40}$/i.test(value)) return value.toLowerCase();
  throw usage(
    `\`--sha\` is ${quoted(value)}, which is not a full commit SHA.`,
    'Give all 40 hexadecimal digits; the copy button beside a commit on GitHub has them.',
  );
}

function feature(value: string): string {
  const path = value.replace(/\/$/, '');
  const parts = path.split('/');
  const odd = parts.some(part => part === '' || part === '.' || part === '..' || part.startsWith('-'));
  if (odd || path.length > 255 || !/^[\p{L}\p{N}._/-]+$/u.test(path)) {
    throw usage(
      `\`--feature\` is ${quoted(value)}, which is not a directory inside the project.`,
      'Give the feature directory relative to the project, like `--feature specs/001-login`.',
    );
  }
  return path;
}

function usage(message: string, hint: string): SpeckitError {
  return new SpeckitError('usage', message, { hint });
}

import { SpeckitError } from '../errors.ts';
import { FLAG_NAMES, readFlags } from './flags.ts';
import { isBlankText, trimBlank } from './line.ts';
import { PHASE_WORD } from './phases.ts';
import { shellCommand } from './shell.ts';
import { quoted } from './suggest.ts';
import type { Command, Work } from './types.ts';
import { bareWord } from './words.ts';

/**
 * Reads what stands after `/speckit run`: flags, then a phase with its text or `--` with a shell command.
 * Flags count only before the phase; from there on everything belongs to the text. Throws `usage`.
 */
export function parseRun(line: string, from: number, below: string): Command {
  const { flags, end } = readFlags(line, from);
  const word = bareWord(line, end);
  if (word.text === '--') {
    return {
      name: 'run',
      work: { kind: 'shell', command: shellCommand(line.slice(word.end), below) },
      flags,
    };
  }
  if (word.text === '') {
    throw usage(
      '`/speckit run` needs a phase or a shell command.',
      'For example `/speckit run plan`, or `/speckit run -- npm test`; `/speckit help` lists the phases.',
    );
  }
  return { name: 'run', work: phaseWork(word.text, line.slice(word.end), below), flags };
}

function phaseWork(word: string, rest: string, below: string): Work {
  const phase = word.toLowerCase();
  if (!PHASE_WORD.test(phase)) {
    throw usage(
      `${quoted(word)} is not the name of a phase.`,
      'A phase is one word, like `plan` or `bug.fix`; `/speckit help` lists them.',
    );
  }
  const next = bareWord(rest, rest.length - trimStart(rest).length, '=').text;
  if (FLAG_NAMES.includes(next)) {
    throw usage(
      `The flag \`${next}\` stands after the phase, where everything is text for the agent.`,
      `Put it before the phase: \`/speckit run ${next} … ${phase}\`.`,
    );
  }
  if (next === '--') {
    throw usage(
      `\`${phase} --\` is a phase and a shell command at once.`,
      'A shell command goes without a phase: `/speckit run -- <command>`.',
    );
  }
  const text = isBlankText(`${rest}${below}`) ? '' : `${trimStart(rest)}\n${below}`.trim();
  if (text.includes('\0')) {
    throw usage('The text holds a NUL character.', 'Type it again, without pasting it.');
  }
  return { kind: 'phase', phase, text };
}

/** Only the margin between the phase and its text goes; the text itself stays as it was written. */
function trimStart(text: string): string {
  return text.slice(text.indexOf(trimBlank(text).charAt(0)));
}

function usage(message: string, hint: string): SpeckitError {
  return new SpeckitError('usage', message, { hint });
}

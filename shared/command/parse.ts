import leven from 'leven';
import { isSpeckitError, SpeckitError } from '../errors.ts';
import { commandLine } from './line.ts';
import { isPhase } from './phases.ts';
import { parseRun } from './run.ts';
import { didYouMean, listed, quoted } from './suggest.ts';
import type { Command, Parsed } from './types.ts';
import { bareWord, skipBlank } from './words.ts';

export const COMMANDS = ['run', 'cancel', 'status', 'retry', 'help'] as const;
const NAME = '/speckit';
const RUN_ID = /^r[0-9a-hjkmnp-tv-z]{12}$/;

/**
 * What a comment asks for. Only its first line that holds anything can be a command, and only when it is not
 * a quotation, code or hidden. Pure, and linear in the length of `body`.
 */
export function parseComment(body: string): Parsed {
  const found = commandLine(body);
  if (!found?.line.startsWith('/')) return { type: 'ignore' };
  const { line, below } = found;
  const name = bareWord(line, 0);
  const word = name.text.toLowerCase();
  const at = skipBlank(line, name.end);
  if (word !== NAME) return nearMiss(name.text, line, at);
  try {
    return { type: 'command', command: parseCommand(line, at, below) };
  } catch (error) {
    if (isSpeckitError(error)) return { type: 'reply', error };
    throw error;
  }
}

function parseCommand(line: string, at: number, below: string): Command {
  const typed = bareWord(line, at);
  const word = typed.text.toLowerCase();
  switch (word) {
    case 'run':
      return parseRun(line, typed.end, below);
    case 'cancel':
    case 'status':
    case 'retry':
      return { name: word, ...runId(word, line.slice(typed.end)) };
    case '':
    case 'help':
    case '--help':
    case '-h':
      return { name: 'help' };
    default:
      throw unknownCommand(typed.text);
  }
}

function runId(command: string, rest: string): { run?: string } {
  const words: string[] = [];
  for (let at = skipBlank(rest, 0); at < rest.length && words.length < 2; ) {
    const word = bareWord(rest, at);
    words.push(word.text);
    at = skipBlank(rest, word.end);
  }
  const [first, second] = words;
  if (first === undefined) return {};
  const run = first.toLowerCase();
  if (second === undefined && RUN_ID.test(run)) return { run };
  throw new SpeckitError('usage', `\`/speckit ${command}\` takes one run at most, not ${quoted(rest)}.`, {
    hint: `Write \`/speckit ${command}\` for the newest run, or add a run's id, like \`r1k7zq3m9x2ab\`, from its status comment.`,
  });
}

function unknownCommand(word: string): SpeckitError {
  const suggestion = isPhase(word)
    ? ` Did you mean \`/speckit run ${word.toLowerCase()}\`?`
    : didYouMean(word, COMMANDS);
  return new SpeckitError('usage', `There is no command ${quoted(word)}.${suggestion}`, {
    hint: `The commands are ${listed(COMMANDS)}; \`/speckit help\` explains them.`,
  });
}

/**
 * A first word that is nearly ours. It gets a reply only when it is clear that we are meant: Spec Kit's own
 * spelling of a phase (`/speckit.plan`), or a misspelt name with a command or phase behind it.
 */
function nearMiss(name: string, line: string, at: number): Parsed {
  const phase = /^\/speckit[.:-](.{1,64})$/i.exec(name)?.[1]?.toLowerCase();
  if (phase !== undefined && isPhase(phase)) return reply(name, `/speckit run ${phase}`);
  if (name.length > 12 || leven(name.toLowerCase(), NAME) > 2) return { type: 'ignore' };
  const command = bareWord(line, at).text.toLowerCase();
  if (COMMANDS.some(known => known === command)) return reply(name, `${NAME} ${command}`);
  return isPhase(command) ? reply(name, `${NAME} run ${command}`) : { type: 'ignore' };
}

function reply(typed: string, suggestion: string): Parsed {
  const message = `${quoted(typed)} is not a command. Did you mean \`${suggestion}\`?`;
  const hint =
    'Nothing was started. Post the corrected command as a new comment; an edited one is not read again.';
  return { type: 'reply', error: new SpeckitError('usage', message, { hint }) };
}

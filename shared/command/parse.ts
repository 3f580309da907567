import leven from 'leven';
import { isSpeckitError, SpeckitError } from '../errors.ts';
import { commandLine } from './line.ts';
import { isPhase } from './phases.ts';
import { parseRun } from './run.ts';
import { didYouMean, listed, quoted } from './suggest.ts';
import type { Command, KeepCommand, Parsed } from './types.ts';
import { bareWord, skipBlank } from './words.ts';

export const COMMANDS = ['run', 'cancel', 'status', 'retry', 'keep', 'apply', 'help'] as const;
const NAME = '/speckit';
const CONFLICT_ID = /^[0-9a-f]{6,64}$/;
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
    case 'keep':
      return parseKeep(line.slice(typed.end));
    case 'apply':
      return { name: 'apply', run: runId('apply', line.slice(typed.end)).run ?? noRun() };
    case '':
    case 'help':
    case '--help':
    case '-h':
      return { name: 'help' };
    default:
      throw unknownCommand(typed.text);
  }
}

function parseKeep(rest: string): KeepCommand {
  const [typed = '', target, ...more] = firstWords(rest, 3);
  const side = typed.toLowerCase();
  if (side !== 'branch' && side !== 'result') {
    const found = typed === '' ? '' : `, not ${quoted(typed)}`;
    throw new SpeckitError('usage', `\`/speckit keep\` takes \`branch\` or \`result\`${found}.`, {
      hint: 'Write `/speckit keep branch` for what the branch has, or `/speckit keep result` for what the run made.',
    });
  }
  if (target === undefined) return { name: 'keep', side };
  const id = target.toLowerCase();
  if (more.length === 0 && RUN_ID.test(id)) return { name: 'keep', side, run: id };
  if (more.length === 0 && CONFLICT_ID.test(id)) return { name: 'keep', side, conflict: id };
  throw new SpeckitError('usage', `${quoted([target, ...more].join(' '))} is neither a run nor a conflict.`, {
    hint: `Write \`/speckit keep ${side}\` alone for all that is open, or add an id from the status comment.`,
  });
}

function noRun(): never {
  throw new SpeckitError('usage', '`/speckit apply` needs the run whose result it commits.', {
    hint: "Add the run's id from its status comment, like `/speckit apply r1k7zq3m9x2ab`.",
  });
}

/** The first words of `text`, at most `most`. */
function firstWords(text: string, most: number): string[] {
  const words: string[] = [];
  for (let at = skipBlank(text, 0); at < text.length && words.length < most; ) {
    const word = bareWord(text, at);
    words.push(word.text);
    at = skipBlank(text, word.end);
  }
  return words;
}

function runId(command: string, rest: string): { run?: string } {
  const [first, second] = firstWords(rest, 2);
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

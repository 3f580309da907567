import type { ArgumentSpec, Choices, CommandRow, LoadedCommand, OptionSpec } from '../command.ts';
import { COMMON_OPTIONS } from '../parser.ts';

/** A word that may stand at the cursor. */
export interface Candidate {
  word: string;
  summary: string;
}

export interface Table {
  commands: Readonly<Record<string, CommandRow>>;
  groups: Readonly<Record<string, string>>;
}

/** What may stand at the cursor: words, or a list that only the moment knows. */
export type Suggestion = { words: Candidate[] } | { list: Exclude<Choices, readonly string[]> };

const NOTHING: Suggestion = { words: [] };

/** @param words those behind the program's name; the last one is being typed, and may be empty */
export async function suggest(words: readonly string[], table: Table): Promise<Suggestion> {
  const before = words.slice(0, -1);
  const current = words.at(-1) ?? '';
  if (before.includes('--')) return NOTHING;
  const found = findCommand(before, table.commands);
  if (!found) return { words: starting(commandWords(before, table), current) };
  const command = (await found.row.load()).default;
  return suggestInside(before.slice(found.length), current, command);
}

function findCommand(words: readonly string[], commands: Table['commands']) {
  for (const length of [2, 1]) {
    const row = commands[words.slice(0, length).join(' ')];
    if (row && words.length >= length && !row.hidden) return { row, length };
  }
  return undefined;
}

/** The commands, and the groups of commands, that begin with the words before. */
function commandWords(before: readonly string[], { commands, groups }: Table): Candidate[] {
  const shown = Object.entries(commands).filter(([, { hidden }]) => !hidden);
  const group = before[0];
  if (group !== undefined) {
    if (before.length > 1) return [];
    return shown.flatMap(([name, { summary }]) =>
      name.startsWith(`${group} `) ? [{ word: name.slice(group.length + 1), summary }] : [],
    );
  }
  const single = shown.filter(([name]) => !name.includes(' '));
  return [
    ...single.map(([word, { summary }]) => ({ word, summary })),
    ...Object.entries(groups).map(([word, summary]) => ({ word, summary })),
  ];
}

function suggestInside(before: readonly string[], current: string, command: LoadedCommand): Suggestion {
  const options: Readonly<Record<string, OptionSpec>> = { ...command.options, ...COMMON_OPTIONS };
  const pending = optionOf(before.at(-1), options);
  if (pending?.value !== undefined) return chosen(pending.choices, current);
  if (current.startsWith('-')) {
    const unused = Object.entries(options).filter(
      ([name, { many }]) => many || !before.includes(`--${name}`),
    );
    return {
      words: starting(
        unused.map(([name, { summary }]) => ({ word: `--${name}`, summary })),
        current,
      ),
    };
  }
  const position = before.filter(
    (word, at) => !word.startsWith('-') && optionOf(before[at - 1], options)?.value === undefined,
  ).length;
  const specs: readonly ArgumentSpec[] = command.arguments ?? [];
  return chosen(specs[position]?.choices, current);
}

function optionOf(
  word: string | undefined,
  options: Readonly<Record<string, OptionSpec>>,
): OptionSpec | undefined {
  return word?.startsWith('--') ? options[word.slice(2)] : undefined;
}

function chosen(choices: Choices | undefined, current: string): Suggestion {
  if (choices === undefined) return NOTHING;
  if (typeof choices === 'string') return { list: choices };
  return {
    words: starting(
      choices.map(word => ({ word, summary: '' })),
      current,
    ),
  };
}

export function starting(words: readonly Candidate[], current: string): Candidate[] {
  return words.filter(({ word }) => word.startsWith(current));
}

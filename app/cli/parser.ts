import { Command as Parser } from 'commander';
import { SpeckitError } from '../../shared/errors.ts';
import type { ArgumentSpec, LoadedCommand, OptionSpec } from './command.ts';

export const NAME = 'speckit-remote';

/** Prints help: what was asked for on standard output, what somebody needs to be told on standard error. */
export type Print = (text: string, on: 'stdout' | 'stderr') => void;

/** Errors are thrown and not printed; a help text goes to `print`. */
export function quiet(parser: Parser, print: Print): Parser {
  return parser
    .exitOverride()
    .configureOutput({
      writeOut: text => print(text, 'stdout'),
      writeErr: text => print(text, 'stderr'),
      outputError: () => undefined,
    })
    .helpOption('-h, --help', 'show this')
    .helpCommand(false);
}

export interface Parsed {
  arguments: (string | undefined)[];
  options: Record<string, string | boolean | readonly string[] | undefined>;
  command?: readonly string[];
  json: boolean;
}

/** The flags that every command has. */
export const COMMON_OPTIONS: Readonly<Record<string, OptionSpec>> = {
  json: { summary: 'print the result as JSON' },
};

/**
 * Reads the words of one command by its own specification.
 * @throws CommanderError for words that don't fit, and when help was printed
 * @throws SpeckitError `usage` for a `--` where there is nothing to be put behind one
 */
export function parseWords(
  call: { name: string; summary: string; words: readonly string[]; command?: readonly string[] },
  definition: LoadedCommand,
  print: Print,
): Parsed {
  const { arguments: specs = [], options = {}, examples = [], takesCommand } = definition;
  const parser = quiet(new Parser(`${NAME} ${call.name}`), print).description(call.summary);
  for (const spec of specs) parser.argument(term(spec), spec.summary);
  for (const [name, spec] of Object.entries({ ...options, ...COMMON_OPTIONS })) addOption(parser, name, spec);
  parser.usage(usage(parser, specs, takesCommand));
  if (examples.length > 0)
    parser.addHelpText('after', `\nExamples:\n${examples.map(e => `  ${e}`).join('\n')}`);
  if (call.command && !takesCommand) {
    parser.parseOptions([...call.words]);
    throw new SpeckitError('usage', `\`${NAME} ${call.name}\` takes nothing behind \`--\`.`, {
      hint: `\`${NAME} ${call.name} --help\` shows what it takes.`,
    });
  }
  parser.parse([...call.words], { from: 'user' });
  const given = parser.opts<Record<string, string | true | string[] | undefined>>();
  const names = Object.entries(options);
  const values = names.map(([name, spec]) => [name, optionValue(given[name], spec)] as const);
  return {
    arguments: specs.map((spec, at) => argumentOf(parser.processedArgs[at], spec)),
    options: Object.fromEntries(values),
    json: given.json === true,
    ...(call.command ? { command: call.command } : {}),
  };
}

function term({ name, optional, rest }: ArgumentSpec): string {
  const word = rest ? `${name}...` : name;
  return optional ? `[${word}]` : `<${word}>`;
}

function usage(parser: Parser, specs: readonly ArgumentSpec[], takesCommand: true | undefined): string {
  const words = `[options] ${specs.map(term).join(' ')}`.trimEnd();
  return takesCommand ? `${words}\n       ${parser.name()} [options] -- <command>` : words;
}

/** The key is the name as it is written, also one with hyphens. */
function addOption(parser: Parser, name: string, { value, summary, many }: OptionSpec): void {
  const option = parser.createOption(value ? `--${name} <${value}>` : `--${name}`, summary);
  option.attributeName = () => name;
  if (many) option.argParser((word: string, before: string[] | undefined) => [...(before ?? []), word]);
  parser.addOption(option);
}

function optionValue(given: string | true | string[] | undefined, { value, many }: OptionSpec) {
  if (many) return Array.isArray(given) ? given : [];
  return value ? given : given === true;
}

function argumentOf(given: unknown, { rest }: ArgumentSpec): string | undefined {
  if (rest) return Array.isArray(given) && given.length > 0 ? given.join(' ') : undefined;
  return typeof given === 'string' ? given : undefined;
}

import { Command as Parser } from 'commander';
import { COMMANDS, GROUPS } from './commands/index.ts';
import { NAME, type Print, quiet } from './parser.ts';

/** A command that was found, and the words that are its own. */
export interface Call {
  /** The words that call it, like `profile add`. */
  name: string;
  words: readonly string[];
  /** What stands behind a lone `--`. */
  command?: readonly string[];
}

/**
 * Finds the command without loading any; prints the help and the version where they are asked for.
 * @throws CommanderError for words that are no command, and when something was printed
 */
export async function findCall(argv: readonly string[], version: string, print: Print): Promise<Call> {
  const end = argv.indexOf('--');
  const before = end === -1 ? argv : argv.slice(0, end);
  const calls: Call[] = [];
  const root = quiet(new Parser(NAME), print)
    .usage('<command> [options]')
    .description('Runs Spec Kit and shell commands on your working tree in a sandbox.')
    .version(version, '-V, --version', 'print the version')
    .enablePositionalOptions();
  const groups = new Map<string, Parser>();
  for (const [name, { summary, hidden }] of Object.entries(COMMANDS)) {
    const [first = '', second] = name.split(' ');
    const parent = second === undefined ? root : (groups.get(first) ?? addGroup(root, first));
    if (second !== undefined) groups.set(first, parent);
    parent
      .command(second ?? first, { hidden: hidden ?? false })
      .summary(summary)
      .helpOption(false)
      .argument('[words...]')
      .allowUnknownOption()
      .passThroughOptions()
      .action((words: string[]) => {
        calls.push({ name, words, ...(end === -1 ? {} : { command: argv.slice(end + 1) }) });
      });
  }
  root.configureHelp({ subcommandTerm: command => command.name() });
  await root.parseAsync(before, { from: 'user' });
  const [call] = calls;
  if (call) return call;
  return root.help({ error: true });
}

function addGroup(root: Parser, name: string): Parser {
  return root
    .command(name)
    .usage('<command> [options]')
    .description(GROUPS[name] ?? '')
    .configureHelp({ subcommandTerm: command => command.name() });
}

// The contract of a command. One command is one file in `commands/`, plus one row in `commands/index.ts`:
//
//   'profile add': { summary: 'make a profile', load: () => import('./profile-add.ts') }
//
// A row's key is what the user types; the words before the last are its group (`profile`, which has a row in GROUPS).
// Root help and completion read the table alone. The file is loaded when its command is called, and starts with
//
//   export default command({
//     arguments: [{ name: 'name', summary: 'of the profile' }],
//     options: { driver: { value: 'NAME', summary: 'the kind of sandbox' }, force: { summary: 'replace one' } },
//     async run({ arguments: [name], options: { driver, force }, out }) { … },
//   });
//
// - Its own imports are light; what is heavy (drivers, zod, Octokit, prompts) it imports inside of `run`, so that
//   help and usage errors stay quick.
// - Values arrive as text: the command itself checks them and throws SpeckitError `usage` that names the flag. Missing and
//   superfluous arguments, unknown flags and flags without a value are refused before `run`.
// - `--json` and `--help` are there for every command. `out.result(value, text)` prints the one result: `value` as JSON
//   with `--json`, else the lines of `text()`. A command calls it once, at its end; what it shows until then (progress,
//   warnings) goes to standard error through `out.note`, which says nothing of progress where there is no terminal.
// - It asks only when `context.interactive`: a terminal on both sides and no `--json`. Otherwise it needs flags, and says
//   which in a `usage` error.
// - Failure is a thrown SpeckitError; `main.ts` shows it (message, hint; as `{"error": …}` with `--json`) and takes the exit
//   code from `exit.ts`. `run` returns an exit code only where a result is no error (a run that failed, a doctor's finding).
// - Ctrl-C: the first one aborts `context.signal` with `cancelled`. A command that does not pass the signal on to
//   everything it waits for would hang, so pass it on. A second one ends the process at once; `context.onForcedExit` is
//   for a last sentence (synchronous).
// - What a run takes of profiles and credentials is `profiles/run-settings.ts`, the one seam between the two halves.
// - It reads no `process.*` (but for `process.platform`): everything outside comes from the context.
import type { ExitCode } from './exit.ts';
import type { Folders } from './folders.ts';
import type { Output } from './output.ts';

export interface ArgumentSpec {
  name: string;
  summary: string;
  /** Default: it must be there. */
  optional?: true;
  /** The last one may take all words that are left; they arrive joined by blanks. */
  rest?: true;
  /** What it can be, for completion; nobody is bound to it. */
  choices?: Choices;
}

export interface OptionSpec {
  summary: string;
  /** What stands for the value in the help; without it the flag is a switch. */
  value?: string;
  /** May be given more than once. */
  many?: true;
  /** What it can be, for completion; nobody is bound to it. */
  choices?: Choices;
}

/** Words, or the name of a list that only the moment knows: the completion asks for it when it is needed. */
export type Choices = readonly string[] | 'profiles' | 'runs';

export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** Values by the option's name as it is written in `options`, without the hyphens before it. */
export type OptionValues<Specs extends OptionSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends { value: string }
    ? Specs[Name] extends { many: true }
      ? readonly string[]
      : string | undefined
    : boolean;
};

/** Everything that a command may know of the world. */
export interface Context {
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  folders: Folders;
  out: Output;
  /** Standard input, for what is piped in (`--stdin`, a password). */
  stdin: NodeJS.ReadStream;
  /** Whether there is somebody to ask. */
  interactive: boolean;
  /** Aborts at the first Ctrl-C. */
  signal: AbortSignal;
  /** What a second Ctrl-C says before the process ends. */
  onForcedExit(say: () => string): void;
}

export interface Invocation<Specs extends OptionSpecs = OptionSpecs> extends Context {
  /** As many as `arguments` has; an optional one that is not there is undefined. */
  arguments: readonly (string | undefined)[];
  options: OptionValues<Specs>;
  /** The words behind `--`; absent: there was none. */
  command?: readonly string[];
}

export interface Command<Specs extends OptionSpecs = OptionSpecs> {
  arguments?: readonly ArgumentSpec[];
  options?: Specs;
  /** Whether words may stand behind a lone `--`. */
  takesCommand?: true;
  /** Lines of the help, each a whole command line. */
  examples?: readonly string[];
  run(invocation: Invocation<Specs>): Promise<ExitCode | undefined>;
}

/** A row of the table: all that help and completion need without loading the command. */
export interface CommandRow {
  summary: string;
  /** Not shown in help and completion. */
  hidden?: true;
  load(): Promise<{ default: LoadedCommand }>;
}

/** A command whose options are known at run time only. */
export interface LoadedCommand extends Omit<Command, 'run'> {
  run(invocation: Invocation<never>): Promise<ExitCode | undefined>;
}

/** Types `run` by the command's own `options`. */
export function command<const Specs extends OptionSpecs>(definition: Command<Specs>): LoadedCommand {
  return definition as Command<OptionSpecs> as LoadedCommand;
}

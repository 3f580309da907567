import { FLAGS } from './flags.ts';
import { knownPhase, PHASES, type Phase } from './phases.ts';
import { listed } from './suggest.ts';

export interface HelpOptions {
  /** Names of the phases that the project adds. */
  projectPhases?: readonly string[];
  /** Names of the profiles that may be asked for. */
  profiles?: readonly string[];
}

const COMMAND_ROWS: readonly (readonly [string, string])[] = [
  ['/speckit run [flags] <phase> [text]', 'run a phase; the lines below belong to the text'],
  ['/speckit run [flags] -- <command>', 'run a shell command; it may stand in a code block below'],
  ['/speckit cancel [run]', 'end the newest run of this pull request, or the one named'],
  ['/speckit status [run]', "refresh a run's status comment"],
  ['/speckit retry [run]', 'run it again'],
  [
    '/speckit keep branch\\|result [run]',
    'settle a conflict: in its thread that one, here all that are open; the branch keeps its lines or takes those of the run',
  ],
  ['/speckit apply <run>', 'for admins: commit a result that was kept because it touches protected files'],
  ['/speckit help', 'show this'],
];

/** The answer to `/speckit help`, in Markdown. */
export function helpText(options: HelpOptions = {}): string {
  const flags = Object.entries(FLAGS).map(
    ([name, flag]) => [`--${name} ${flag.value}`, flag.summary] as const,
  );
  const own = (options.projectPhases ?? []).filter(name => knownPhase(name) === undefined);
  const sections = [
    'A command stands on the first line of a comment. A label `speckit:<phase>` does the same as a comment.',
    table(['Command', 'What it does'], COMMAND_ROWS),
    table(['Flag (before the phase)', 'What it does'], flags),
    table(['Phase', 'What it does'], PHASES.map(row)),
  ];
  if (own.length > 0) sections.push(`This project adds: ${listed(own)}.`);
  if (options.profiles && options.profiles.length > 0)
    sections.push(`Profiles: ${listed(options.profiles)}.`);
  return `${sections.join('\n\n')}\n`;
}

function row(phase: Phase): readonly [string, string] {
  const notes = [
    ...(phase.needsText ? ['needs text'] : []),
    ...(phase.readOnly ? ['changes no file'] : []),
    ...(phase.extension ? [`extension \`${phase.extension}\``] : []),
  ];
  return [phase.name, notes.length > 0 ? `${phase.summary} (${notes.join(', ')})` : phase.summary];
}

function table(head: readonly [string, string], rows: readonly (readonly [string, string])[]): string {
  const lines = rows.map(([code, text]) => `| \`${code}\` | ${text} |`);
  return [`| ${head[0]} | ${head[1]} |`, '| --- | --- |', ...lines].join('\n');
}

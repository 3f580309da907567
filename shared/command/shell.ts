import { SpeckitError } from '../errors.ts';
import { isBlankText, isInvisible, trimBlank } from './line.ts';

/** Characters without a glyph that a command may hold: emoji and several scripts need the joiners. */
const ALLOWED = '\n\t\u200c\u200d';

/**
 * The shell command after `--`: the rest of its line and all lines below, or, when the rest is empty, what a
 * code block directly below holds. Throws `usage`.
 *
 * A shell command is never guessed at: whatever might not be what the person sees or means is refused.
 */
export function shellCommand(rest: string, below: string): string {
  const first = trimBlank(rest);
  const top = below.split('\n').find(line => !isBlankText(line)) ?? '';
  const command = first === '' && isFence(top) ? fenced(below) : plain(first, below);
  if (isBlankText(command)) {
    throw usage(
      'There is no shell command after `--`.',
      'Write it on the same line, like `/speckit run -- npm test`, or in a code block below.',
    );
  }
  for (const character of command) {
    if (ALLOWED.includes(character) || !isInvisible(character)) continue;
    const point = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
    throw usage(
      `The shell command holds an invisible character (U+${point}), so what runs would not be what is shown.`,
      'Type the command again, without pasting it.',
    );
  }
  return command;
}

function plain(first: string, below: string): string {
  const lines = below.split('\n');
  if (lines.some(isFence)) {
    throw usage(
      'The shell command is partly on the line of `--` and partly in a code block.',
      'Put all of it into the code block, and nothing after `--`.',
    );
  }
  const quotation = lines.find(line => /^ {0,3}>/.test(line));
  if (quotation !== undefined) {
    throw usage(
      'A line of the shell command starts with `>`, which GitHub shows as a quotation.',
      'Remove the quotation, or put the whole command into a code block below `/speckit run --`.',
    );
  }
  return trimBlank(`${first}\n${below}`);
}

function fenced(below: string): string {
  const lines = below.split('\n');
  lines.splice(
    0,
    lines.findIndex(line => !isBlankText(line)),
  );
  const marker = /^\s*(`{3,}|~{3,})/.exec(lines[0] ?? '')?.[1] ?? '';
  const closing = lines.findIndex((line, index) => index > 0 && closes(line, marker));
  if (closing === -1) {
    throw usage(
      'The code block with the shell command never ends.',
      'End it with a line of the same backticks or tildes that begin it.',
    );
  }
  if (!isBlankText(lines.slice(closing + 1).join('\n'))) {
    throw usage(
      'There is text below the code block with the shell command.',
      'Keep only the code block: it is clear then what runs.',
    );
  }
  return lines.slice(1, closing).join('\n');
}

function closes(line: string, marker: string): boolean {
  const text = line.trim();
  return text.length >= marker.length && text === (marker[0] ?? '').repeat(text.length);
}

function isFence(line: string): boolean {
  return /^ {0,3}(`{3,}|~{3,})/.test(line);
}

function usage(message: string, hint: string): SpeckitError {
  return new SpeckitError('usage', message, { hint });
}

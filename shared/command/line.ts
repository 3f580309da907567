import { stripInvisible } from '../text/sanitize.ts';

/** Whether the character is white space or has no glyph at all. */
export function isBlank(character: string): boolean {
  return /\s/.test(character) || isInvisible(character);
}

/** Zero-width, bidi and control characters: they come along when text is copied and mean nothing in a command. */
export function isInvisible(character: string): boolean {
  return !(character >= ' ' && character <= '~') && stripInvisible(character) === '';
}

/** The command's line without its margin and its backticks, and all lines below it as they were written. */
export interface CommandLine {
  line: string;
  below: string;
}

/**
 * The first line of a comment that holds anything, if a command may stand there. Lines that Markdown shows as
 * a quotation or as code can't: they are another person's words or an example.
 */
export function commandLine(body: string): CommandLine | undefined {
  let start = 0;
  while (start < body.length) {
    const newline = body.indexOf('\n', start);
    const end = newline === -1 ? body.length : newline;
    const line = body.slice(start, end);
    if (!isBlankText(line)) {
      if (/^( {0,3}\t| {4})/.test(line)) return undefined;
      const below = newline === -1 ? '' : body.slice(newline + 1);
      return { line: withoutBackticks(trimBlank(line)), below: below.replaceAll('\r\n', '\n') };
    }
    start = end + 1;
  }
  return undefined;
}

/** Without white space and invisible characters at both ends. */
export function trimBlank(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charAt(start))) start++;
  while (end > start && isBlank(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

export function isBlankText(text: string): boolean {
  return trimBlank(text) === '';
}

/** Removes a code span around the whole line; a span around a part of it stays. */
function withoutBackticks(line: string): string {
  let count = 0;
  while (line[count] === '`') count++;
  if (count === 0 || line.length <= 2 * count || !line.endsWith('`'.repeat(count))) return line;
  const inner = line.slice(count, -count);
  return inner.includes('`') ? line : trimBlank(inner);
}

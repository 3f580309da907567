import { stripInvisible } from './sanitize.ts';

/** Breaks an `@name` or `#123` apart without changing how it looks. */
const ZERO_WIDTH_SPACE = '\u200b';

/**
 * `text` as a fenced code block whose fence is longer than any run of backticks inside. `info` names the
 * language; characters that could end the info string are dropped.
 */
export function fence(text: string, info = ''): string {
  const ticks = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${ticks}${info.replace(/[^A-Za-z0-9_+.-]/g, '')}\n${text}${text.endsWith('\n') || text === '' ? '' : '\n'}${ticks}`;
}

/** One line of `text` as a code span, whatever backticks it holds. Empty text gives an empty string. */
export function code(text: string): string {
  const line = oneLine(text);
  if (line === '') return '';
  const ticks = '`'.repeat(longestRun(line) + 1);
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${ticks}${space}${line}${space}${ticks}`;
}

/** {@link code} for a cell of a table, where a `|` ends the cell even inside a code span. */
export function codeCell(text: string): string {
  return code(text).replaceAll('|', '\\|');
}

/** `text` so that it notifies nobody and links to no issue: `@name`, `#1`, `GH-1` are broken by a zero-width space. */
export function neutraliseMentions(text: string): string {
  return text
    .replace(/@(?=[A-Za-z0-9_-])/g, `@${ZERO_WIDTH_SPACE}`)
    .replace(/#(?=\d)/g, `#${ZERO_WIDTH_SPACE}`)
    .replace(/\bGH-(?=\d)/gi, found => `${found}${ZERO_WIDTH_SPACE}`);
}

/** `text` as one line of literal Markdown: no markup, HTML, mention or invisible character of it takes effect. */
export function escapeMarkdown(text: string): string {
  return literal(oneLine(text));
}

/**
 * A sentence in which backticks mark code, as our messages have them, as one line of Markdown: the marked parts as
 * code spans, all else literal. Safe for any text, since every part is one or the other.
 */
export function sentence(text: string): string {
  const parts = oneLine(text).split(/`([^`]+)`/);
  return parts.map((part, i) => (i % 2 === 1 ? code(part) : literal(part))).join('');
}

function literal(line: string): string {
  return neutraliseMentions(
    line
      .replace(/[\\`*{}[\]()!|~$]/g, '\\$&')
      // Inside a word it means nothing, and an escape would break addresses.
      .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replace(/^([#+-])/, '\\$1')
      .replace(/^(\d+)([.)])/, '$1\\$2'),
  );
}

function oneLine(text: string): string {
  return stripInvisible(text).replace(/\s+/g, ' ').trim();
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}

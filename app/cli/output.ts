import { once } from 'node:events';
import { styleText } from 'node:util';
import { createTerminalGuard } from './terminal-guard.ts';

export type Style = Parameters<typeof styleText>[0];

/** What a command says. Standard output has results and the output of runs; everything else is on standard error. */
export interface Output {
  /** Whether `--json` was given: then standard output has JSON only. */
  readonly json: boolean;
  /** Whether standard error is a terminal: only then is progress drawn. */
  readonly terminal: boolean;
  /** Prints the command's result: `value` as JSON, or the lines of `text` for people. */
  result(value: unknown, text: () => string | readonly string[]): void;
  /** One sentence on standard error, for people. */
  note(text: string): void;
  /** The same, marked as a warning. */
  warn(text: string): void;
  /**
   * The output of a run; resolves when there is room for more. A terminal gets what does not act on itself, anything
   * else the bytes as they are. With `--json` they go to standard error.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Text in a style where its stream takes colours (a terminal, `FORCE_COLOR`, no `NO_COLOR`). */
  paint(style: Style, text: string, on?: 'result' | 'note'): string;
  /** Replaces the line of progress at the bottom of the terminal; an empty text takes it away. Nothing elsewhere. */
  progress(line: string): void;
}

export interface Streams {
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
}

const CLEAR_LINE = '\r\x1b[K';

export function openOutput({ stdout, stderr }: Streams, json: boolean): Output {
  const terminal = stderr.isTTY === true;
  const guard = createTerminalGuard();
  let drawn = '';
  let atLineStart = true;

  /** Takes the progress away while something else is written, and puts it back below. */
  const around = (write: () => void) => {
    const line = drawn;
    if (line !== '') stderr.write(CLEAR_LINE);
    write();
    if (line !== '' && atLineStart) stderr.write(line);
    else drawn = '';
  };
  const paint = (style: Style, text: string, on: 'result' | 'note' = 'result') =>
    styleText(style, text, { stream: on === 'note' ? stderr : stdout });
  const note = (text: string) =>
    around(() => {
      stderr.write(`${atLineStart || !terminal ? '' : '\n'}${text}\n`);
      atLineStart = true;
    });

  return {
    json,
    terminal,
    result(value, text) {
      if (json) return void stdout.write(`${JSON.stringify(value)}\n`);
      const lines = text();
      around(() => {
        for (const line of typeof lines === 'string' ? [lines] : lines) stdout.write(`${line}\n`);
      });
    },
    note,
    warn: text => note(`${paint('yellow', 'warning:', 'note')} ${text}`),
    async write(bytes) {
      if (bytes.length === 0) return;
      const stream = json ? stderr : stdout;
      let room = true;
      around(() => {
        room = stream.write(stream.isTTY ? guard(bytes) : bytes);
        atLineStart = bytes.at(-1) === 0x0a;
      });
      if (!room && !stream.destroyed) await once(stream, 'drain');
    },
    paint,
    progress(line) {
      if (!terminal || (line === '' && drawn === '')) return;
      if (!atLineStart) return;
      const width = Math.max(1, (stderr.columns || 80) - 1);
      drawn = line.slice(0, width);
      stderr.write(`${CLEAR_LINE}${drawn}`);
    },
  };
}

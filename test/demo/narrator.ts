import { stripVTControlCharacters, styleText } from 'node:util';

/** Tells the story: one line a step, with the seconds since the start in front. */
export interface Narrator {
  /** A headline without a time. */
  title(text: string): void;
  /** Something that just happened. */
  step(text: string): void;
  /** Something quoted: output, a diff, a comment. */
  quote(text: string): void;
  /** A fact without a time. */
  note(text: string): void;
}

export function createNarrator(out: NodeJS.WriteStream, start = performance.now()): Narrator {
  const style = (format: Parameters<typeof styleText>[0], text: string) =>
    styleText(format, text, { stream: out });
  const line = (text: string) => out.write(`${text}\n`);
  return {
    title: text => line(`\n${style('bold', text)}`),
    step(text) {
      const seconds = ((performance.now() - start) / 1000).toFixed(2).padStart(7);
      line(`${style('dim', `${seconds} s`)}  ${text}`);
    },
    quote(text) {
      for (const row of stripVTControlCharacters(text).replace(/\n+$/, '').split('\n')) {
        line(`           ${style('dim', '│')} ${row}`);
      }
    },
    note: text => line(`           ${text}`),
  };
}

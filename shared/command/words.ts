import { SpeckitError } from '../errors.ts';
import { isBlank, isInvisible } from './line.ts';

const TYPOGRAPHIC_QUOTES = /[\u2018-\u201f]/;

/** The position of the next visible character at or after `from`. */
export function skipBlank(line: string, from: number): number {
  let at = from;
  while (at < line.length && isBlank(line.charAt(at))) at++;
  return at;
}

export interface Word {
  text: string;
  /** The position after the word. */
  end: number;
}

/** The bare word at `from`, up to white space or one of `stops`; invisible characters are left out. */
export function bareWord(line: string, from: number, stops = ''): Word {
  let at = from;
  let text = '';
  for (; at < line.length; at++) {
    const character = line.charAt(at);
    if (isInvisible(character)) continue;
    if (/\s/.test(character) || stops.includes(character)) break;
    text += character;
  }
  return { text, end: at };
}

/**
 * The word at `from` as a shell reads it: quotes group, a backslash takes the next character as it is (not
 * between single quotes). `what` names the word in the errors.
 */
export function shellWord(line: string, from: number, what: string): Word {
  let at = from;
  let text = '';
  let quote = '';
  for (; at < line.length; at++) {
    const character = line.charAt(at);
    if (quote === '' && TYPOGRAPHIC_QUOTES.test(character)) {
      throw new SpeckitError('usage', `${what} holds a typographic quote (${character}).`, {
        hint: 'Write straight quotes: `"` or `\'`.',
      });
    }
    if (character === '\\' && quote !== "'") {
      at++;
      if (at < line.length) text += line.charAt(at);
    } else if (quote !== '') {
      if (character === quote) quote = '';
      else text += character;
    } else if (character === '"' || character === "'") quote = character;
    else if (/\s/.test(character)) break;
    else if (!isInvisible(character)) text += character;
  }
  if (quote !== '') {
    throw new SpeckitError('usage', `${what} opens a quote (${quote}) and never closes it.`, {
      hint: `Close it on the same line: ${quote}…${quote}.`,
    });
  }
  return { text, end: at };
}

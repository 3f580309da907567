// biome-ignore-all lint/suspicious/noControlCharactersInRegex: removing control characters is what this file is for

// Escape sequences as ECMA-48 has them. String sequences (OSC, DCS, SOS, PM, APC) end at their terminator, but at
// the end of the line at the latest, so that an unclosed one cannot hide everything behind it.
const STRING_SEQUENCE = /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\r\n]*(?:\x07|\x1b\\|\x9c)?/g;
const CONTROL_SEQUENCE = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?/g;
const OTHER_ESCAPE = /\x1b[ -/]*[0-~]?/g;

// Control, bidi, zero-width and other invisible characters (tags and supplementary variation selectors can smuggle
// text that nobody sees); not tab, line feed, Arabic number signs and the variation selectors of emoji.
const INVISIBLE =
  /[[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]--[\t\n\u0600-\u0605\u06dd\u070f\u08e2\ufe00-\ufe0f]]/gv;

/**
 * Output of a command as text that is safe to show: bytes decoded (invalid UTF-8 becomes U+FFFD), escape sequences
 * removed, each line in the state that a progress display left it in, control, bidi and zero-width characters gone.
 * Line breaks come out as `\n`.
 */
export function plainText(output: Uint8Array | string): string {
  const text = typeof output === 'string' ? output : new TextDecoder().decode(output);
  return stripInvisible(resolveReturns(stripAnsi(text)));
}

/** `text` without terminal escape sequences, 7-bit and 8-bit forms. */
export function stripAnsi(text: string): string {
  return text.replace(STRING_SEQUENCE, '').replace(CONTROL_SEQUENCE, '').replace(OTHER_ESCAPE, '');
}

/** Keeps the last non-empty state of every line that a carriage return or backspaces rewrote. */
export function resolveReturns(text: string): string {
  if (!/[\r\x08]/.test(text)) return text;
  return text.split('\n').map(lastState).join('\n');
}

/** `text` without control (but tab and line feed), bidi and zero-width characters. */
export function stripInvisible(text: string): string {
  return text.replace(/\r\n|[\u0085\u2028\u2029]/g, '\n').replace(INVISIBLE, '');
}

function lastState(line: string): string {
  const state = line.split('\r').findLast(piece => piece !== '') ?? '';
  if (!state.includes('\b')) return state;
  const kept: string[] = [];
  for (const character of state) {
    if (character === '\b') kept.pop();
    else kept.push(character);
  }
  return kept.join('');
}

const ESCAPE = 0x1b;
const BELL = 0x07;
/** First byte in UTF-8 of the control characters that stand for an escape sequence in one character. */
const C1_LEAD = 0xc2;
/** What begins a sequence that ends at its terminator: titles, clipboard, downloads, device strings. */
const STRINGS = new Set([...']PX^_'].map(character => character.charCodeAt(0)));
/** Colours, erasing of a line, and moves of the cursor near it. Others make a terminal answer, or change it for good. */
const HARMLESS = new Set([...'mKABCDG'].map(character => character.charCodeAt(0)));
/** Longer ones mean nothing. */
const LONGEST = 64;

type State = 'text' | 'c1' | 'escape' | 'sequence' | 'string' | 'string-escape';

/**
 * Lets the output of a sandbox through to a terminal, but for what would act on the terminal itself: it keeps colours and
 * progress displays, and drops whatever sets titles or the clipboard, asks for answers or switches modes.
 */
export function createTerminalGuard(): (bytes: Uint8Array) => Uint8Array {
  let state: State = 'text';
  let held: number[] = [];
  return bytes => {
    if (state === 'text' && !bytes.includes(ESCAPE) && !bytes.includes(C1_LEAD)) return bytes;
    const passed: number[] = [];
    for (const byte of bytes) {
      if (state === 'c1') {
        state = 'text';
        if (byte >= 0x80 && byte <= 0x9f) continue;
        passed.push(C1_LEAD);
      }
      if (state === 'string' || state === 'string-escape') {
        // One that never ends must not hide what comes after its line.
        if (byte === BELL || byte === 0x0a || (state === 'string-escape' && byte === 0x5c)) state = 'text';
        else state = byte === ESCAPE ? 'string-escape' : 'string';
        if (byte === 0x0a) passed.push(byte);
      } else if (byte === ESCAPE) {
        state = 'escape';
        held = [ESCAPE];
      } else if (state === 'escape') {
        held.push(byte);
        state = byte === 0x5b ? 'sequence' : STRINGS.has(byte) ? 'string' : 'text';
      } else if (state === 'sequence') {
        held.push(byte);
        if (byte >= 0x40 && byte <= 0x7e) {
          if (HARMLESS.has(byte)) passed.push(...held);
          state = 'text';
        } else if (byte < 0x20 || held.length > LONGEST) state = 'text';
      } else if (byte === C1_LEAD) state = 'c1';
      else passed.push(byte);
    }
    return Uint8Array.from(passed);
  };
}

import { describe, expect, it } from 'vitest';
import { plainText } from '../../shared/text/sanitize.ts';

describe('plainText', () => {
  const table: [name: string, input: string | Uint8Array, output: string][] = [
    ['plain', 'a\tb\nc', 'a\tb\nc'],
    ['empty', new Uint8Array(), ''],
    ['invalid UTF-8', Uint8Array.of(0x61, 0xff, 0xc3, 0x28), 'a\ufffd\ufffd('],
    ['a byte order mark', '\ufeffa', 'a'],
    ['colours', '\x1b[31mred\x1b[0m \x1b[38;5;1;48:2::1:2:3mx\x1b[m', 'red x'],
    ['cursor and mode changes', '\x1b[?25l\x1b[2J\x1b[1;1Ha\x1b[K\x1b[!p\x1b[>0q', 'a'],
    ['eight-bit sequences', 'a\x9b31mb\x9d0;t\x9cc', 'abc'],
    ['a title', '\x1b]0;title\x07a', 'a'],
    ['a link', '\x1b]8;;https://a.b/?c\x1b\\text\x1b]8;;\x1b\\', 'text'],
    ['DCS, APC, PM, SOS', 'a\x1bPq#0\x1b\\b\x1b_x\x1b\\c\x1b^x\x1b\\d\x1bXx\x1b\\e', 'abcde'],
    ['an unclosed title hides its line only', '\x1b]0;title\nb', '\nb'],
    ['character sets and keypad', '\x1b(B\x1b)0\x1b=a\x1b>\x1bM\x1b7', 'a'],
    ['cut-off sequences', 'a\x1b[31', 'a'],
    ['a lone escape', 'a\x1b', 'a'],
    ['CRLF', 'a\r\nb\r\n', 'a\nb\n'],
    ['a progress bar', '10%\r50%\r100%\ndone', '100%\ndone'],
    ['a progress bar that erases itself', '50%\r100%\r\x1b[K\ndone', '100%\ndone'],
    ['a progress bar with CRLF at its end', '50%\r100%\r\r\n', '100%\n'],
    ['a spinner', '|\b/\b-\b done', ' done'],
    ['too many backspaces', '\b\ba', 'a'],
    ['control characters', 'a\0b\x07c\x0bd\x7fe\x85f', 'abcde\nf'],
    ['bidi', 'a\u202eb\u2066c\u200fd\u061ce', 'abcde'],
    ['zero-width', 'a\u200bb\u200dc\u2060d\u00ade\ufefff', 'abcdef'],
    ['tags and variation selectors that smuggle', 'a\u{e0041}\u{e0100}b', 'ab'],
    ['emoji presentation stays', '\u2764\ufe0f', '\u2764\ufe0f'],
    ['line separators', 'a\u2028b\u2029c', 'a\nb\nc'],
    ['other scripts', 'héllo wörld 你好 🎉 مرحبا', 'héllo wörld 你好 🎉 مرحبا'],
  ];
  it.each(table)('%s', (_, input, output) => expect(plainText(input)).toBe(output));

  it('is linear on hostile input', () => {
    // Were it not, this many would take hours.
    for (const piece of ['\x1b', '\x1b[', '\x1b]', '\x1b[0', '\x1bP\x1b', '\r', '\b', 'a\b', '\x1b[ '])
      expect(plainText(piece.repeat(1_000_000)).length).toBeLessThanOrEqual(1_000_000);
  });
});

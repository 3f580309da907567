import { expect, it } from 'vitest';
import { createTerminalGuard } from '../../app/cli/terminal-guard.ts';

const through = (text: string, size = 1_000) => {
  const guard = createTerminalGuard();
  const bytes = Buffer.from(text);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(guard(bytes.subarray(at, at + size)));
  return Buffer.concat(pieces).toString();
};

it.each([
  ['text in any script', 'größe 日本語 ©\r\n\ttab\b', 'größe 日本語 ©\r\n\ttab\b'],
  ['colours', '\x1b[1;32mgreen\x1b[0m', '\x1b[1;32mgreen\x1b[0m'],
  ['a progress display', '10 %\r\x1b[2K20 %\x1b[1A', '10 %\r\x1b[2K20 %\x1b[1A'],
  ['no title', 'a\x1b]0;title\x07b', 'ab'],
  ['no clipboard', 'a\x1b]52;c;cGF5\x1b\\b', 'ab'],
  ['no device string', 'a\x1bP1$r0m\x1b\\b', 'ab'],
  ['no question to the terminal', 'a\x1b[6n\x1b[c\x1b[21tb', 'ab'],
  ['no mode, no reset', 'a\x1b[?1049h\x1bcb', 'ab'],
  ['no one-character forms', 'a\u009b6n\u009d0;x\u0007b', 'a6n0;x\u0007b'],
  ['what comes after a string that never ends', '\x1b]0;open\nnext\n', '\nnext\n'],
  ['what comes after a sequence that is none', '\x1b[\nnext', 'next'],
])('lets through %s, in whatever pieces it comes', (_name, text, expected) => {
  expect(through(text)).toBe(expected);
  for (const size of [1, 2, 3]) expect(through(text, size)).toBe(expected);
});

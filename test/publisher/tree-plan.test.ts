import { describe, expect, it } from 'vitest';
import {
  entrySize,
  fileMode,
  inlineText,
  inOrder,
  MAX_INLINE_BYTES,
  type TreeChange,
} from '../../shared/github/tree-plan.ts';

/** `+path`, `~path` and `-path`. */
function changes(...short: string[]): TreeChange[] {
  const statuses = { '+': 'added', '~': 'modified', '-': 'deleted' } as const;
  return short.map(text => ({
    path: text.slice(1),
    status: statuses[text[0] as keyof typeof statuses],
    mode: '100644',
    oid: '',
  }));
}

describe('inOrder', () => {
  it.each([
    [[], []],
    [['-a', '+b'], [['b', 'a']]],
    [['-a', '-b'], [['a', 'b']]],
    [
      ['-a', '+a/b'],
      [['a'], ['a/b']],
    ],
    [
      ['-a', '+a/b/c', '~x', '-y'],
      [['a'], ['a/b/c', 'x', 'y']],
    ],
    [
      ['-a/b/c', '-a/d', '+a', '-e'],
      [
        ['a/b/c', 'a/d'],
        ['a', 'e'],
      ],
    ],
    [['-ab', '+a/b'], [['a/b', 'ab']]],
    [['-a/b', '+a/c'], [['a/c', 'a/b']]],
  ])('%j → %j', (short, expected) => {
    expect(inOrder(changes(...short)).map(group => group.map(({ path }) => path))).toEqual(expected);
  });
});

describe('inlineText', () => {
  it.each([
    ['text', Buffer.from('ä\r\n\u2028"'), 'ä\r\n\u2028"'],
    ['a byte order mark stays', Buffer.from('\ufeffa'), '\ufeffa'],
    ['control characters', Buffer.from('\x01\x1b'), '\x01\x1b'],
    ['the limit', Buffer.alloc(MAX_INLINE_BYTES, 'x'), 'x'.repeat(MAX_INLINE_BYTES)],
    ['over the limit', Buffer.alloc(MAX_INLINE_BYTES + 1, 'x'), undefined],
    ['empty: GitHub takes an empty content for none', Buffer.alloc(0), undefined],
    ['NUL', Buffer.from('a\0b'), undefined],
    ['invalid UTF-8', Buffer.of(0x61, 0xff), undefined],
    ['half a character', Buffer.from('🎉').subarray(0, 3), undefined],
    ['a lone surrogate in UTF-8', Buffer.of(0xed, 0xa0, 0x80), undefined],
  ])('%s', (_, bytes, expected) => expect(inlineText(bytes)).toBe(expected));
});

it('entrySize covers the JSON of an entry', () => {
  const entry = { path: 'ü/"', mode: '100644', type: 'blob', content: '"\n\x01ü'.repeat(50) } as const;
  expect(entrySize(entry)).toBeGreaterThanOrEqual(Buffer.byteLength(JSON.stringify(entry)));
});

it.each(['100644', '100755', '120000'])('mode %s is published', mode => {
  expect(fileMode({ path: 'a', mode, oid: '', status: 'added' })).toBe(mode);
});
it.each(['160000', '040000', '100777', ''])('mode %j is refused', mode => {
  expect(() => fileMode({ path: 'a', mode, oid: '', status: 'added' })).toThrow(
    expect.objectContaining({ code: 'rejected' }),
  );
});

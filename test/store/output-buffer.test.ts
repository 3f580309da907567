import { expect, test } from 'vitest';
import { createOutputBuffer } from '../../app/store/output-buffer.ts';

const text = (change: ReturnType<ReturnType<typeof createOutputBuffer>['take']>) =>
  change?.pieces.map(piece => `${piece.start}:${Buffer.from(piece.bytes)}`);

/** Head of 4 bytes, tail of 4 bytes. */
const make = (from = 0) => createOutputBuffer({ headBytes: 4, tailBytes: 4, from });

const CASES: { name: string; from?: number; pushes: [number, string][]; pieces?: string[] }[] = [
  { name: 'nothing', pushes: [] },
  { name: 'less than the head', pushes: [[0, 'ab']], pieces: ['0:ab'] },
  {
    name: 'neighbours become one piece',
    pushes: [
      [0, 'a'],
      [1, 'b'],
      [2, 'c'],
    ],
    pieces: ['0:abc'],
  },
  { name: 'exactly the cap', pushes: [[0, 'abcdefgh']], pieces: ['0:abcd', '4:efgh'] },
  { name: 'one byte over the cap', pushes: [[0, 'abcdefghi']], pieces: ['0:abcd', '5:fghi'] },
  {
    name: 'bit by bit over the cap',
    pushes: [
      [0, 'abc'],
      [3, 'def'],
      [6, 'ghi'],
      [9, 'jkl'],
    ],
    pieces: ['0:abcd', '8:ijkl'],
  },
  {
    name: 'far over the cap',
    pushes: [
      [0, 'ab'],
      [2, 'x'.repeat(1000)],
      [1002, 'end'],
    ],
    pieces: ['0:abxx', '1001:xend'],
  },
  {
    name: 'a repeat is skipped',
    pushes: [
      [0, 'ab'],
      [0, 'ab'],
      [1, 'bc'],
    ],
    pieces: ['0:abc'],
  },
  { name: 'what is stored already is skipped', from: 2, pushes: [[0, 'abc']], pieces: ['2:c'] },
  { name: 'it goes on in the tail', from: 6, pushes: [[6, 'gh']], pieces: ['6:gh'] },
];

test.each(CASES)('keeps of $name: $pieces', ({ from, pushes, pieces }) => {
  const buffer = make(from);
  for (const [offset, bytes] of pushes) buffer.push(offset, Buffer.from(bytes));
  const change = buffer.take();
  expect(text(change)).toEqual(pieces);
  expect(change?.end).toBe(pieces && Math.max(...pushes.map(([offset, bytes]) => offset + bytes.length)));
});

test('what is taken leaves; what is put back is there again, as far as it is still wanted', () => {
  const buffer = make();
  buffer.push(0, Buffer.from('abcdef'));
  const change = buffer.take();
  expect(buffer.take()).toBeUndefined();
  buffer.push(6, Buffer.from('ghi'));
  if (change) buffer.putBack(change);
  expect(text(buffer.take())).toEqual(['0:abcd', '5:fghi']);
});

test('keeps copies, and few of them, of a flood', () => {
  const buffer = createOutputBuffer({ headBytes: 1 << 20, tailBytes: 1 << 20, from: 0 });
  const chunk = Buffer.alloc(4 << 20, 'x');
  for (let offset = 0; offset < 200 << 20; offset += chunk.length) buffer.push(offset, chunk);
  const kept = buffer.take()?.pieces ?? [];
  expect(kept.reduce((sum, piece) => sum + piece.bytes.length, 0)).toBe(2 << 20);
  expect(Math.max(...kept.map(piece => piece.bytes.buffer.byteLength))).toBeLessThanOrEqual(256 << 10);
});

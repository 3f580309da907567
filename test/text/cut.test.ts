import { describe, expect, it } from 'vitest';
import { headAndTail, headBytes, tailBytes } from '../../shared/text/cut.ts';
import { formatBytes, formatDuration } from '../../shared/text/format.ts';
import { createTail } from '../../shared/text/tail.ts';

const LINES = Array.from({ length: 1000 }, (_, i) => `line ${i} with ünïcödé 🎉 text\n`).join('');

describe('tailBytes', () => {
  it('leaves what fits', () => expect(tailBytes('äöü', 6)).toBe('äöü'));

  it('cuts at a line and says how much', () => {
    const cut = tailBytes(`${'first line\n'.repeat(20)}last\n`, 60);
    expect(cut).toBe('[… 198 bytes left out …]\nfirst line\nfirst line\nlast\n');
  });

  it.each([1, 5, 30, 40, 41, 42, 43, 44, 100, 1000, 30_000])(
    'never exceeds %i bytes or breaks a character',
    max => {
      for (const text of [LINES, '🎉'.repeat(10_000), 'ä'.repeat(20_000)]) {
        for (const cut of [tailBytes(text, max), headAndTail(text, max), headBytes(text, max)]) {
          expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(max);
          expect(cut).not.toContain('\ufffd');
        }
      }
    },
  );

  it('keeps the end of one overlong line', () => {
    expect(tailBytes('🎉'.repeat(1000), 50)).toMatch(/^\[… [0-9.]+ kB left out …\]\n(🎉)+$/u);
  });

  it('accounts for every byte', () => {
    const cut = tailBytes('x'.repeat(500), 100);
    const missing = Number(/(\d+) bytes/.exec(cut)?.[1]);
    expect(missing + cut.replace(/^.*\n/, '').length).toBe(500);
  });
});

describe('headAndTail', () => {
  it('keeps both ends at line borders', () => {
    const cut = headAndTail(LINES, 500);
    expect(cut.startsWith('line 0 with')).toBe(true);
    expect(cut.endsWith('line 999 with ünïcödé 🎉 text\n')).toBe(true);
    expect(cut).toMatch(/text\n\[… [0-9.]+ kB left out …\]\nline/);
  });
});

describe('createTail', () => {
  it('keeps the last lines of a long stream', () => {
    const tail = createTail(1000);
    const bytes = Buffer.from(LINES);
    for (let at = 0; at < bytes.length; at += 77) tail.push(bytes.subarray(at, at + 77));
    expect(tail.total).toBe(bytes.length);
    const kept = tail.bytes();
    expect(kept.length).toBeLessThanOrEqual(1000);
    expect(kept.length).toBeGreaterThan(900);
    expect(bytes.subarray(-kept.length).equals(kept)).toBe(true);
    expect(kept.toString()).toMatch(/^line /);
  });

  it('is the whole when little came, and takes one huge piece', () => {
    const tail = createTail(10);
    tail.push(Buffer.from('abc'));
    expect(tail.bytes().toString()).toBe('abc');
    tail.push(Buffer.alloc(1_000_000, 'x'));
    expect(tail.bytes().toString()).toBe('x'.repeat(10));
  });
});

it.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1000, '1.0 kB'],
  [65_535, '66 kB'],
  [999_600, '1.0 MB'],
  [200_000_000, '200 MB'],
])('formatBytes(%i)', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

it.each([
  [0, '0.0 s'],
  [430, '0.4 s'],
  [12_400, '12 s'],
  [59_600, '1 min'],
  [185_000, '3 min 5 s'],
  [3_720_000, '1 h 2 min'],
])('formatDuration(%i)', (ms, text) => expect(formatDuration(ms)).toBe(text));

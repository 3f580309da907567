import { quoted } from '../command/suggest.ts';
import { SpeckitError } from '../errors.ts';
import type { ValueContext } from './durations.ts';

export const SIZE = /^([1-9][0-9]{0,8})(k|m|g)$/;
const UNITS = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 } as const;
const MAX_BYTES = 1024 * UNITS.g;

/** Bytes of `64k`, `512m` or `4g` (powers of 1024), at most 1024g; undefined for anything else. */
export function sizeBytes(text: string): number | undefined {
  const [, count, unit] = SIZE.exec(text) ?? [];
  if (unit !== 'k' && unit !== 'm' && unit !== 'g') return undefined;
  const bytes = Number(count) * UNITS[unit];
  return bytes <= MAX_BYTES ? bytes : undefined;
}

export const SIZE_RULE = 'Write a whole number and a unit, like `64k`, `512m` or `4g`, at most `1024g`';

/** As {@link sizeBytes}, but throws, naming the key. */
export function parseSize(text: string, { key, code = 'config' }: ValueContext): number {
  const bytes = sizeBytes(text);
  if (bytes !== undefined) return bytes;
  throw new SpeckitError(code, `\`${key}\` is ${quoted(text)}, which is not a size.`, {
    hint: `${SIZE_RULE}.`,
  });
}

/** `536870912` → `512m`: the largest unit that divides it. */
export function formatSize(bytes: number): string {
  if (bytes % UNITS.g === 0) return `${bytes / UNITS.g}g`;
  if (bytes % UNITS.m === 0) return `${bytes / UNITS.m}m`;
  if (bytes % UNITS.k === 0) return `${bytes / UNITS.k}k`;
  return `${bytes} bytes`;
}

import { randomInt } from 'node:crypto';

/** Crockford's alphabet: no i, l, o, u, so that an id can be read out and typed. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_DIGITS = 9;
const RANDOM_DIGITS = 3;

let last = 0n;

/** A new run id: `r` and 12 digits, ordered by time and unique within this process; ids of several processes may rarely meet. */
export function newRunId(now = Date.now()): string {
  const random = BigInt(randomInt(32 ** RANDOM_DIGITS));
  const value = (BigInt(now) << BigInt(5 * RANDOM_DIGITS)) | random;
  last = value > last ? value : last + 1n;
  return `r${digits(last, TIME_DIGITS + RANDOM_DIGITS)}`;
}

function digits(value: bigint, count: number): string {
  let text = '';
  for (let rest = value; text.length < count; rest >>= 5n) text = ALPHABET[Number(rest & 31n)] + text;
  return text;
}

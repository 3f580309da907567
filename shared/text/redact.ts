import { createMatcher, type Range, type Scan } from './pattern-matcher.ts';
import { MIN_SECRET_BYTES, secretForms } from './secret-forms.ts';

/** Beyond this much overlapping secret material in one piece, a border may lie inside a (masked) secret. */
const MAX_CHAIN_BYTES = 1 << 20;

const STAR = '*'.charCodeAt(0);

export interface RedactingStream {
  /**
   * Takes the next bytes and gives those that are decided, masked. What is held back is the longest suffix that
   * may be the beginning of a secret, so a border between two results never lies inside a secret: a follower
   * that restarts there with a fresh stream misses nothing.
   */
  push(bytes: Uint8Array): Uint8Array;
  /**
   * The held-back rest, at the end of the output. A cut-off secret of at least {@link MIN_SECRET_BYTES} bytes is
   * masked too, since a killed process can stop in the middle of printing one.
   */
  flush(): Uint8Array;
}

export interface Redactor {
  /** `text` with each UTF-8 byte of a secret replaced by `*`. */
  text(text: string): string;
  /** Whether a whole secret, in any of its forms, is in `bytes`. */
  found(bytes: Uint8Array): boolean;
  /** A new, independent stream; the sum of its results has the length of its input. */
  stream(): RedactingStream;
}

/**
 * Masks `secrets` in all their {@link secretForms}, byte for byte, so offsets stay true.
 * Values under {@link MIN_SECRET_BYTES} bytes are ignored.
 */
export function createRedactor(secrets: readonly string[]): Redactor {
  const forms = new Map(secrets.flatMap(secretForms).map(form => [form.toString('latin1'), form]));
  const scan = createMatcher([...forms.values()]);

  const stream = (): RedactingStream => {
    let held: Uint8Array = new Uint8Array(0);
    return {
      push(bytes) {
        const input = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
        const result = scan(input);
        const border = settledLength(input.length, result);
        held = copy(input, border, input.length);
        return mask(copy(input, 0, border), result.ranges);
      },
      flush() {
        const { ranges, pending } = scan(held);
        const rest = mask(held, ranges);
        if (pending >= MIN_SECRET_BYTES) rest.fill(STAR, rest.length - pending);
        held = new Uint8Array(0);
        return rest;
      },
    };
  };

  return {
    text(text) {
      const whole = stream();
      const parts = [whole.push(Buffer.from(text)), whole.flush()];
      return Buffer.concat(parts).toString();
    },
    found: bytes => scan(bytes).ranges.length > 0,
    stream,
  };
}

/** How many leading bytes no later input can change, moved back out of a secret that would straddle it. */
function settledLength(length: number, { ranges, pending }: Scan): number {
  const limit = length - pending;
  const straddling = ranges.find(({ start, end }) => start < limit && limit < end);
  if (straddling === undefined || limit - straddling.start > MAX_CHAIN_BYTES) return limit;
  return straddling.start;
}

function mask(bytes: Uint8Array, ranges: readonly Range[]): Uint8Array {
  for (const { start, end } of ranges) if (start < bytes.length) bytes.fill(STAR, start, end);
  return bytes;
}

/** A real copy also of a Buffer, whose own `slice` would share the caller's memory. */
function copy(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.subarray(start, end));
}

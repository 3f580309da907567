import type { OutputChange, Piece } from './output.ts';

/** Rows stay small, so that forgetting the old end of a long output is exact enough. */
const PIECE_BYTES = 256 * 1024;

/**
 * What is to be stored of an output of any length: its first `headBytes` and its last `tailBytes`.
 * Keeps no more than that in memory, and copies what it keeps. `from` is the offset up to which it is stored.
 */
export function createOutputBuffer(options: { headBytes: number; tailBytes: number; from: number }) {
  const { headBytes, tailBytes } = options;
  let end = options.from;
  let head: Piece[] = [];
  let tail: Piece[] = [];

  const dropTailBefore = (limit: number) => {
    for (let first = tail[0]; first && first.start < limit; first = tail[0]) {
      tail.shift();
      const rest = first.bytes.subarray(limit - first.start);
      if (rest.length > 0) tail.unshift({ start: limit, bytes: rest });
    }
  };

  return {
    /** Takes bytes; those before the end of what was taken already are skipped. */
    push(offset: number, bytes: Uint8Array): void {
      const fresh = bytes.subarray(Math.max(0, end - offset));
      if (fresh.length === 0) return;
      const start = Math.max(offset, end);
      end = start + fresh.length;
      const border = Math.max(start, Math.min(end, headBytes));
      const keepFrom = Math.max(border, end - tailBytes);
      if (border > start) head.push({ start, bytes: Buffer.from(fresh.subarray(0, border - start)) });
      dropTailBefore(end - tailBytes);
      if (keepFrom < end)
        tail.push({ start: keepFrom, bytes: Buffer.from(fresh.subarray(keepFrom - start)) });
    },
    /** What is to be stored now, which leaves the buffer; undefined when there is nothing new. */
    take(): OutputChange | undefined {
      if (head.length + tail.length === 0) return undefined;
      const pieces = [...merge(head), ...merge(tail)];
      [head, tail] = [[], []];
      return { pieces, forgetFrom: headBytes, forgetTo: end - tailBytes, end };
    },
    /** Takes back what could not be stored. */
    putBack({ pieces }: OutputChange): void {
      head = [...pieces.filter(piece => piece.start < headBytes), ...head];
      tail = [...pieces.filter(piece => piece.start >= headBytes), ...tail];
      dropTailBefore(end - tailBytes);
    },
  };
}

/** Neighbouring pieces as fewer, larger ones. */
function merge(pieces: Piece[]): Piece[] {
  const merged: { start: number; end: number; parts: Uint8Array[] }[] = [];
  for (const { start, bytes } of pieces.flatMap(split)) {
    const last = merged.at(-1);
    if (last?.end === start && start + bytes.length - last.start <= PIECE_BYTES) {
      last.parts.push(bytes);
      last.end += bytes.length;
    } else merged.push({ start, end: start + bytes.length, parts: [bytes] });
  }
  return merged.map(({ start, parts }) => ({ start, bytes: Buffer.concat(parts) }));
}

function split({ start, bytes }: Piece): Piece[] {
  const count = Math.ceil(bytes.length / PIECE_BYTES);
  return Array.from({ length: count }, (_, i) => ({
    start: start + i * PIECE_BYTES,
    bytes: bytes.subarray(i * PIECE_BYTES, (i + 1) * PIECE_BYTES),
  }));
}

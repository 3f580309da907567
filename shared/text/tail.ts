export interface Tail {
  /** Takes the next bytes of the output. */
  push(bytes: Uint8Array): void;
  /** The last bytes, at most the limit; starts at a line's beginning if anything was cut and a line break is there. */
  bytes(): Buffer;
  /** How many bytes were pushed in all. */
  readonly total: number;
}

/** The beginning of a stream that goes on: its length up to now, and the last of it. */
export interface Before {
  total: number;
  tail: Uint8Array;
}

/** Keeps the end of a stream in constant memory: at most twice `maxBytes`. */
export function createTail(maxBytes: number, before: Before = { total: 0, tail: new Uint8Array(0) }): Tail {
  let kept: Uint8Array[] = [before.tail];
  let size = before.tail.length;
  let { total } = before;
  const compact = () => {
    const all = Buffer.concat(kept);
    const last = all.subarray(Math.max(0, all.length - maxBytes));
    kept = [last];
    size = last.length;
    return last;
  };
  return {
    push(bytes) {
      total += bytes.length;
      const last = bytes.subarray(Math.max(0, bytes.length - maxBytes));
      kept.push(Buffer.from(last));
      size += last.length;
      if (size > 2 * maxBytes) compact();
    },
    bytes() {
      const last = compact();
      if (total <= last.length) return last;
      const line = last.indexOf(0x0a) + 1;
      return line > 0 && line < last.length ? last.subarray(line) : last;
    },
    get total() {
      return total;
    },
  };
}

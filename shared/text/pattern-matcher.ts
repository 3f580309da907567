/** What a scan found: covered ranges and the undecided rest. */
export interface Scan {
  /** Matches as `[start, end)`, overlapping ones merged, in order. */
  ranges: Range[];
  /** Length of the longest suffix that is a proper prefix of some pattern: more input may complete it. */
  pending: number;
}

export interface Range {
  start: number;
  end: number;
}

/**
 * Finds every occurrence, overlapping ones too, of any of `patterns` in one pass over the bytes
 * (Aho–Corasick with a full transition table over the classes of bytes that the patterns use).
 * Takes about 4 bytes × patterns' total length × distinct bytes of memory.
 */
export function createMatcher(patterns: readonly Uint8Array[]): (bytes: Uint8Array) => Scan {
  const { classes, width } = byteClasses(patterns);
  const states = 1 + patterns.reduce((sum, pattern) => sum + pattern.length, 0);
  const next = new Int32Array(states * width);
  const depth = new Int32Array(states);
  // Per state: length of the longest pattern that ends here, and how much of the input is still undecided.
  const longest = new Int32Array(states);
  const pending = new Int32Array(states);
  const inner = new Uint8Array(states);

  let count = 1;
  for (const pattern of patterns) {
    let state = 0;
    for (const byte of pattern) {
      inner[state] = 1;
      const slot = state * width + at(classes, byte);
      if (at(next, slot) === 0) {
        depth[count] = at(depth, state) + 1;
        next[slot] = count++;
      }
      state = at(next, slot);
    }
    longest[state] = pattern.length;
  }

  const fail = new Int32Array(count);
  const queue = [0];
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head] as number;
    const back = at(fail, state);
    if (at(longest, state) === 0) longest[state] = at(longest, back);
    pending[state] = at(inner, state) ? at(depth, state) : at(pending, back);
    for (let c = 0; c < width; c++) {
      const slot = state * width + c;
      const child = at(next, slot);
      const fallback = state === 0 ? 0 : at(next, back * width + c);
      if (child === 0) next[slot] = fallback;
      else {
        fail[child] = fallback;
        queue.push(child);
      }
    }
  }

  // For the scan: rows instead of states, inverted where a pattern ends, so that a step is one look-up.
  for (let slot = 0; slot < count * width; slot++) {
    const state = at(next, slot);
    next[slot] = at(longest, state) > 0 ? ~(state * width) : state * width;
  }

  return bytes => {
    const ranges: Range[] = [];
    let row = 0;
    for (let i = 0; i < bytes.length; i++) {
      row = next[row + (classes[bytes[i] as number] as number)] as number;
      if (row >= 0) continue;
      row = ~row;
      cover(ranges, i + 1 - at(longest, row / width), i + 1);
    }
    return { ranges, pending: at(pending, row / width) };
  };
}

/** Adds `[start, end)`, whose end lies behind all others, and merges what it overlaps (touching stays apart). */
function cover(ranges: Range[], start: number, end: number): void {
  let first = start;
  for (let last = ranges.at(-1); last !== undefined && last.end > first; last = ranges.at(-1)) {
    first = Math.min(first, last.start);
    ranges.pop();
  }
  ranges.push({ start: first, end });
}

/** Every byte that no pattern holds is class 0, so the table stays narrow. */
function byteClasses(patterns: readonly Uint8Array[]): { classes: Uint16Array; width: number } {
  const classes = new Uint16Array(256);
  let width = 1;
  for (const byte of new Set(patterns.flatMap(pattern => [...pattern]))) classes[byte] = width++;
  return { classes, width };
}

function at(table: Int32Array | Uint8Array | Uint16Array, index: number): number {
  return table[index] as number;
}

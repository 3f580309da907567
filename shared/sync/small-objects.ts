import { git } from './git.ts';
import type { ReadOptions, Repository } from './trees.ts';

export interface SmallLimits extends ReadOptions {
  /** Larger objects are left out. */
  maxBytes: number;
  /** Once so much came together, further ones are left out. Default 64 MiB. */
  totalBytes?: number;
}

const TOTAL_BYTES = 64 * 1024 * 1024;

/** The contents of many small objects by id, with two git processes; what is missing or too large is left out. */
export async function readSmallObjects(
  { gitDir }: Repository,
  oids: Iterable<string>,
  { maxBytes, totalBytes = TOTAL_BYTES, signal }: SmallLimits,
): Promise<Map<string, Buffer>> {
  const wanted = [...new Set(oids)];
  if (wanted.length === 0) return new Map();
  const ask = (list: readonly string[]) => Buffer.from(list.map(oid => `${oid}\n`).join(''));
  const checked = await git(['cat-file', '--batch-check=%(objectsize)', '--buffer'], {
    gitDir,
    stdin: ask(wanted),
    signal,
  });
  let room = totalBytes;
  const sizes = checked.toString('latin1').split('\n');
  const small = wanted.filter((_, i) => {
    // Of a missing object git prints a word in place of a number.
    const size = Number(sizes[i]);
    if (!(size <= maxBytes && size <= room)) return false;
    room -= size;
    return true;
  });
  if (small.length === 0) return new Map();
  const bytes = await git(['cat-file', '--batch=%(objectsize)', '--buffer'], {
    gitDir,
    stdin: ask(small),
    signal,
  });
  const contents = new Map<string, Buffer>();
  let at = 0;
  for (const oid of small) {
    const start = bytes.indexOf(10, at) + 1;
    const end = start + Number(bytes.subarray(at, start - 1).toString('latin1'));
    contents.set(oid, bytes.subarray(start, end));
    at = end + 1;
  }
  return contents;
}

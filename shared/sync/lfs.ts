import type { Edit } from './edits.ts';
import { readSmallObjects } from './small-objects.ts';
import type { ReadOptions, Repository } from './trees.ts';

/** The specification's limit. */
export const POINTER_BYTES = 1024;
const POINTER = /^version https:\/\/(git-lfs\.github\.com|hawser\.github\.com)\/spec\//;

/** Whether the content of a file is a pointer of Git LFS. */
export function isPointer(content: Buffer): boolean {
  return content.length < POINTER_BYTES && POINTER.test(content.subarray(0, 100).toString('latin1'));
}

/** Paths among `edits` whose new content is a pointer. */
export async function pointersAmong(
  repository: Repository,
  edits: readonly Edit[],
  { signal }: ReadOptions = {},
): Promise<string[]> {
  const files = edits.flatMap(({ path, mode, oid }) =>
    oid !== undefined && mode?.startsWith('100') ? [{ path, oid }] : [],
  );
  const oids = files.map(({ oid }) => oid);
  const contents = await readSmallObjects(repository, oids, { maxBytes: POINTER_BYTES, signal });
  return files.filter(({ oid }) => isPointer(contents.get(oid) ?? Buffer.alloc(0))).map(({ path }) => path);
}

/** Lines for an attributes file after which git takes one of the two whole, or neither. */
export function neverMerged(paths: readonly string[]): string {
  return paths.map(path => `${quoted(`/${path.replace(/[\\*?[\]]/g, '\\$&')}`)} -merge\n`).join('');
}

function quoted(pattern: string): string {
  const bytes = [...Buffer.from(pattern)].map(byte => {
    const plain = byte > 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
    return plain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
  });
  return `"${bytes.join('')}"`;
}

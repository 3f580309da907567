import { BrokenObject } from './broken-object.ts';

/** One entry of a tree object as it is stored: git's own listings tidy unusual modes away. */
export interface RawEntry {
  /** Six octal digits, more or fewer only in a malformed tree. */
  mode: string;
  /** The name decoded as UTF-8; bytes that are not UTF-8 become U+FFFD, which the guards refuse. */
  name: string;
  /** The name's bytes, one character each: different names stay different. */
  key: string;
  oid: string;
}

const OID_BYTES = 20;

/** The entries of a tree object, in stored order. Throws when the bytes are no tree. */
export function parseTree(bytes: Buffer): RawEntry[] {
  const entries: RawEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const nul = bytes.indexOf(0, space);
    const end = nul + 1 + OID_BYTES;
    if (space < 0 || nul < 0 || end > bytes.length) throw new BrokenObject('The tree object is cut off');
    entries.push({
      mode: bytes.subarray(at, space).toString('latin1').padStart(6, '0'),
      name: bytes.subarray(space + 1, nul).toString('utf8'),
      key: bytes.subarray(space + 1, nul).toString('latin1'),
      oid: bytes.subarray(nul + 1, end).toString('hex'),
    });
    at = end;
  }
  return entries;
}

export const isTree = (mode: string) => mode === '040000';
export const isGitlink = (mode: string) => mode === '160000';
export const isSymlink = (mode: string) => mode === '120000';

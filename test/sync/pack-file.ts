import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

/** What a pack holds: an object, or a delta against one, whatever their bytes say. */
export interface PackObject {
  type: 'commit' | 'tree' | 'blob' | 'tag' | 'ref-delta';
  /** Of a delta: its instructions. */
  content: Buffer;
  /** Of a delta: the id of its base. */
  base?: string;
  /** What the header claims; default: the length of `content`. */
  claims?: number;
  /** Already compressed. */
  packed?: Buffer;
}

const TYPES = { commit: 1, tree: 2, blob: 3, tag: 4, 'ref-delta': 7 } as const;

export function objectId(type: string, content: Buffer): string {
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex');
}

/** A pack byte by byte, so that it may hold what git would never write. */
export function packFile(objects: readonly PackObject[], count = objects.length): Buffer {
  const header = Buffer.alloc(12);
  header.write('PACK');
  header.writeUInt32BE(2, 4);
  header.writeUInt32BE(count, 8);
  return sealed(Buffer.concat([header, ...objects.map(entry)]));
}

/** The bytes with the checksum that they should have. */
export function sealed(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, createHash('sha1').update(bytes).digest()]);
}

function entry({ type, content, base, claims = content.length, packed }: PackObject): Buffer {
  const bytes: number[] = [];
  let rest = Math.floor(claims / 16);
  bytes.push((rest > 0 ? 0x80 : 0) | (TYPES[type] << 4) | (claims & 15));
  while (rest > 0) {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push((rest > 0 ? 0x80 : 0) | low);
  }
  return Buffer.concat([
    Buffer.from(bytes),
    base === undefined ? Buffer.alloc(0) : Buffer.from(base, 'hex'),
    packed ?? deflateSync(content),
  ]);
}

/** A number as deltas begin with: sizes of base and result. */
export function deltaSize(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 0x80);
  }
}

/** The entries of a tree object as they are given: neither sorted nor checked. */
export function treeObject(
  entries: readonly (readonly [mode: string, name: string | Buffer, oid: string])[],
): Buffer {
  return Buffer.concat(
    entries.flatMap(([mode, name, oid]) => [
      Buffer.from(`${mode} `),
      Buffer.from(name),
      Buffer.from([0]),
      Buffer.from(oid, 'hex'),
    ]),
  );
}

export function commitObject(tree: string, parents: readonly string[], more = ''): Buffer {
  const who = 'a <a@example.com> 1600000000 +0000';
  const lines = [`tree ${tree}`, ...parents.map(parent => `parent ${parent}`), `author ${who}`];
  return Buffer.from(`${lines.join('\n')}\ncommitter ${who}\n${more}\nx\n`);
}

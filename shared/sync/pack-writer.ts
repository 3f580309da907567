import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, type FileHandle, open, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { blobHash } from './blob-hash.ts';
import { storedBlocks } from './stored-blocks.ts';
import type { Repository } from './trees.ts';

/** Writes blobs into one pack of a repository's own objects, as they come; each content once. */
export interface PackWriter extends AsyncDisposable {
  /**
   * The id of a blob with that content, of `size` bytes. It is never copied, nor in memory as a whole. Rejects when it
   * has another size, and behind 2 GiB.
   */
  add(size: number, content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<string>;
  /** Makes pack and index whole, so that git sees the blobs; without any it leaves nothing. Nothing can be added then. */
  finish(): Promise<void>;
}

/** Git knows packs by the `.idx` beside them, so one without is not there yet. */
const NAME = 'pack-files';
const FLUSH_BYTES = 1024 * 1024;
const HEADER_BYTES = 12;
const BLOB = 3;
/** An index needs a further table for what is farther behind in the pack. */
const MOST_BYTES = 2 ** 31;

/** Where an object is in the pack. */
interface Place {
  at: number;
  crc: number;
}

/**
 * A pack in the folder `packs` (`objects/pack` of a repository). Dispose of it, finished or not. Contents are stored, not
 * compressed: most of them leave the machine as a difference or not at all; whoever sends them asks {@link hasStored}.
 * Formats: gitformat-pack(5), pack version 2, index version 2.
 * @param expected how many different blobs there will be; one that is true saves reading the pack again
 */
export async function openPackWriter(packs: string, expected: number): Promise<PackWriter> {
  const draft = `${packs}/${NAME}.draft`;
  const handle = await open(draft, 'wx+');
  const out = appender(handle);
  const places = new Map<string, Place>();
  const sum = createHash('sha1');
  let summed = true;
  const push = (piece: Uint8Array) => {
    sum.update(piece);
    out.push(piece);
  };
  push(packHeader(expected));

  return {
    async add(size, content) {
      const at = out.position();
      if (at >= MOST_BYTES) throw new Error(`The pack has more than ${MOST_BYTES} bytes`);
      const header = objectHeader(size);
      let crc = crc32(header);
      push(header);
      const id = blobHash(size);
      const blocks = storedBlocks(size, piece => {
        crc = crc32(piece, crc);
        push(piece);
      });
      for await (const chunk of content) {
        id.update(chunk);
        blocks.add(chunk);
        if (out.pending() >= FLUSH_BYTES) await out.flush();
      }
      blocks.end();
      const oid = id.digest('hex');
      if (places.has(oid)) {
        out.rewind(at);
        summed = false;
      } else places.set(oid, { at, crc });
      return oid;
    },
    async finish() {
      if (places.size === 0) return;
      await out.flush();
      const end = out.position();
      await handle.truncate(end);
      let digest: Buffer = sum.digest();
      if (places.size !== expected || !summed) {
        await handle.write(packHeader(places.size), 0, HEADER_BYTES, 0);
        digest = await sumOf(draft);
      }
      await handle.write(digest, 0, digest.length, end);
      await rename(draft, `${packs}/${NAME}.pack`);
      await writeFile(`${packs}/${NAME}.idx`, packIndex(places, digest));
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/** Whether the repository's own objects are such a pack. */
export async function hasStored({ gitDir }: Repository): Promise<boolean> {
  return await access(join(gitDir, 'objects', 'pack', `${NAME}.idx`)).then(
    () => true,
    () => false,
  );
}

/** Collects pieces and writes them behind each other, many at a time. */
function appender(handle: FileHandle) {
  let written = 0;
  let pieces: Uint8Array[] = [];
  let pending = 0;
  return {
    position: () => written + pending,
    pending: () => pending,
    push(piece: Uint8Array) {
      pieces.push(piece);
      pending += piece.length;
    },
    async flush() {
      const batch = pieces;
      const at = written;
      written += pending;
      pieces = [];
      pending = 0;
      if (batch.length === 0) return;
      const { bytesWritten } = await handle.writev(batch, at);
      if (at + bytesWritten < written) throw new Error('The disk took only a part of the pack');
    },
    /** Forgets everything from `position` on, where a piece began. */
    rewind(position: number) {
      while (pieces.length > 0 && written + pending > position) pending -= pieces.pop()?.length ?? 0;
      if (pieces.length === 0) written = position;
    },
  };
}

async function sumOf(file: string): Promise<Buffer> {
  const sum = createHash('sha1');
  for await (const chunk of createReadStream(file, { highWaterMark: FLUSH_BYTES })) sum.update(chunk);
  return sum.digest();
}

function packHeader(objects: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('PACK');
  header.writeUInt32BE(2, 4);
  header.writeUInt32BE(objects, 8);
  return header;
}

/** Type in 3 bits and size in 4, then in 7 each, the lowest first; the highest bit says that more follow. */
function objectHeader(size: number): Buffer {
  const bytes = [(BLOB << 4) | (size % 16)];
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 0x80;
    bytes.push(rest % 128);
  }
  return Buffer.from(bytes);
}

function packIndex(places: ReadonlyMap<string, Place>, packSum: Buffer): Buffer {
  const sorted = [...places].sort(([a], [b]) => (a < b ? -1 : 1));
  let count = 0;
  const fanout = Array.from({ length: 256 }, (_, byte) => {
    while (Number.parseInt(sorted[count]?.[0].slice(0, 2) ?? 'fff', 16) <= byte) count++;
    return count;
  });
  const table = Buffer.concat([
    Buffer.from([0xff, 0x74, 0x4f, 0x63]),
    words([2, ...fanout]),
    Buffer.from(sorted.map(([oid]) => oid).join(''), 'hex'),
    words(sorted.map(([, { crc }]) => crc)),
    words(sorted.map(([, { at }]) => at)),
    packSum,
  ]);
  return Buffer.concat([table, createHash('sha1').update(table).digest()]);
}

function words(values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => {
    buffer.writeUInt32BE(value, 4 * i);
  });
  return buffer;
}

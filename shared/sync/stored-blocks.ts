/** A zlib stream that holds its content as it is. */
export interface StoredBlocks {
  add(content: Uint8Array): void;
  /** @throws Error when another number of bytes came than was said */
  end(): void;
}

/** Default window, no dictionary, the level that says "fastest". */
const ZLIB_HEADER = Buffer.from([0x78, 0x01]);
/** The most that a stored block holds. */
const BLOCK_BYTES = 65_535;

/**
 * Wraps `size` bytes of content without copying them. Handing content of this size to zlib takes about as long, but a
 * copy of everything on top. Formats: RFC 1950, RFC 1951 section 3.2.4.
 * @param push called with each piece in order
 */
export function storedBlocks(size: number, push: (piece: Uint8Array) => void): StoredBlocks {
  let left = size;
  let room = 0;
  const sum = adler32();
  const begin = () => {
    room = Math.min(left, BLOCK_BYTES);
    const header = Buffer.alloc(5);
    header[0] = left <= BLOCK_BYTES ? 1 : 0;
    header.writeUInt16LE(room, 1);
    header.writeUInt16LE(room ^ 0xffff, 3);
    push(header);
  };
  push(ZLIB_HEADER);
  begin();
  return {
    add(content) {
      if (content.length > left) throw new Error(`More than the ${size} bytes that were said`);
      sum.add(content);
      for (let at = 0; at < content.length; ) {
        if (room === 0) begin();
        const piece = content.subarray(at, at + room);
        push(piece);
        at += piece.length;
        room -= piece.length;
        left -= piece.length;
      }
    },
    end() {
      if (left > 0) throw new Error(`${left} bytes are missing of ${size}`);
      push(sum.bytes());
    },
  };
}

const MODULUS = 65_521;
/** So many bytes can be added before the larger sum leaves 31 bits, where numbers get slow. */
const UNREDUCED = 3800;

/** RFC 1950's checksum; `node:zlib` offers none. */
function adler32() {
  let low = 1;
  let high = 0;
  return {
    add(content: Uint8Array) {
      let a = low;
      let b = high;
      for (let at = 0; at < content.length; ) {
        const end = Math.min(at + UNREDUCED, content.length);
        for (; at < end; at++) {
          a += content[at] as number;
          b += a;
        }
        a %= MODULUS;
        b %= MODULUS;
      }
      low = a;
      high = b;
    },
    bytes() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt16BE(high, 0);
      bytes.writeUInt16BE(low, 2);
      return bytes;
    },
  };
}

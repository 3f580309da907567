import { SpeckitError } from '../errors.ts';

export interface Frame {
  stream: 'stdout' | 'stderr';
  bytes: Uint8Array;
}

/**
 * Splits an attached stream into its two: frames of a stream number (1 byte), three zeros, the length (u32
 * big-endian) and that many bytes. Yields without copying, so a frame may come in several parts; reads on only
 * when the consumer asks. A stream that ends inside a frame just ends: the caller sees by the exec's state why.
 */
export async function* frames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Frame, void, void> {
  let header = Buffer.alloc(0);
  let left = 0;
  let stream: Frame['stream'] = 'stdout';
  for await (const chunk of chunks) {
    let rest = chunk;
    while (rest.length > 0) {
      if (left > 0) {
        const bytes = rest.subarray(0, left);
        left -= bytes.length;
        rest = rest.subarray(bytes.length);
        yield { stream, bytes };
        continue;
      }
      const wanted = 8 - header.length;
      header = Buffer.concat([header, rest.subarray(0, wanted)]);
      rest = rest.subarray(wanted);
      if (header.length < 8) continue;
      stream = streamName(header);
      left = header.readUInt32BE(4);
      header = Buffer.alloc(0);
    }
  }
}

function streamName(header: Buffer): Frame['stream'] {
  // Number 0 is stdin's echo, which the engine writes to stdout.
  if (header[0] === 0 || header[0] === 1) return 'stdout';
  if (header[0] === 2) return 'stderr';
  throw new SpeckitError('internal', 'The Docker engine sent output in an unknown form.', {
    hint: 'Report it together with the version of the engine.',
    cause: new Error(`frame header ${header.toString('hex')}`),
  });
}

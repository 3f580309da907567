import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { frames } from '../../shared/drivers/docker-frames.ts';

function frame(stream: number, content: string): Buffer {
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(Buffer.byteLength(content), 4);
  return Buffer.concat([header, Buffer.from(content)]);
}

async function split(chunks: Iterable<Uint8Array>) {
  const streams = { stdout: '', stderr: '' };
  for await (const { stream, bytes } of frames(Readable.from(chunks)))
    streams[stream] += Buffer.from(bytes).toString('latin1');
  return streams;
}

const mixed = Buffer.concat([
  frame(1, 'one '),
  frame(2, 'err'),
  frame(1, ''),
  frame(1, 'two'),
  frame(0, '!'),
]);

test.for([1, 2, 3, 7, 8, 9, 100])('in pieces of %d bytes', async size => {
  const pieces = [];
  for (let at = 0; at < mixed.length; at += size) pieces.push(mixed.subarray(at, at + size));
  expect(await split(pieces)).toEqual({ stdout: 'one two!', stderr: 'err' });
});

test('100,000 frames of one byte in one chunk', async () => {
  const { stdout } = await split([Buffer.concat(Array.from({ length: 100_000 }, () => frame(1, 'x')))]);
  expect(stdout).toHaveLength(100_000);
});

test('one frame over many chunks is passed on as it comes', async () => {
  const whole = frame(1, 'x'.repeat(1000));
  const seen: number[] = [];
  const source = Readable.from([whole.subarray(0, 108), whole.subarray(108)]);
  for await (const { bytes } of frames(source)) seen.push(bytes.length);
  expect(seen).toEqual([100, 900]);
});

test('reads on only when the consumer asks', async () => {
  let produced = 0;
  async function* endless() {
    for (;;) {
      produced += 1;
      yield frame(1, 'x');
    }
  }
  const consumer = frames(endless());
  await consumer.next();
  await consumer.next();
  expect(produced).toBe(2);
  await consumer.return();
});

test('an unknown stream number is an error, not output', async () => {
  await expect(split([frame(7, 'what')])).rejects.toMatchObject({ code: 'internal' });
});

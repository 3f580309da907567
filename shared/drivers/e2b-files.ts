import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { E2bBox } from './e2b-client.ts';
import { sourceError } from './support/stdin.ts';
import type { Sandbox } from './types.ts';

/** Where files wait in the sandbox before they are put in place. */
export const draftPath = (home: string) => `${home}/.speckit-remote/${randomUUID()}`;

/** Uploads to `draft`, as one raw body that is never held in memory. Rejects with the source's own error. */
export async function uploadE2b(
  box: E2bBox,
  draft: string,
  content: Parameters<Sandbox['writeFile']>[1],
  user: string | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const options = { useOctetStream: true, ...(signal && { signal }), ...(user && { user }) };
  if (content instanceof Uint8Array) {
    await box.files.write(draft, new Blob([Buffer.from(content)]), options);
    return;
  }
  const { stream } = content;
  try {
    // Node's and the DOM's types of the same class differ in name only.
    await box.files.write(draft, Readable.toWeb(stream) as globalThis.ReadableStream, options);
  } catch (error) {
    throw sourceError(content) ?? error;
  } finally {
    stream.destroy();
  }
}

export async function downloadE2b(
  box: E2bBox,
  path: string,
  user: string | undefined,
  signal: AbortSignal | undefined,
): Promise<AsyncIterable<Uint8Array>> {
  const stream = await box.files.read(path, {
    format: 'stream',
    ...(signal && { signal }),
    ...(user && { user }),
  });
  return stream as ReadableStream<Uint8Array>;
}

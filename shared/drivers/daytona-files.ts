import { Readable } from 'node:stream';
import type { Sandbox as DaytonaSandbox } from '@daytonaio/sdk';
import { sourceError } from './support/stdin.ts';
import type { Sandbox } from './types.ts';

const TRANSFER_SECONDS = 30 * 60;
const CHUNK = 64 * 1024;

/** Uploads to `draft` without holding it in memory. Rejects with the source's own error. */
export async function uploadDaytona(
  { fs }: DaytonaSandbox,
  draft: string,
  content: Parameters<Sandbox['writeFile']>[1],
  signal: AbortSignal | undefined,
): Promise<void> {
  const stream =
    content instanceof Uint8Array ? Readable.from(chunks(content), { objectMode: false }) : content.stream;
  try {
    await fs.uploadFileStream(stream, draft, { timeout: TRANSFER_SECONDS, ...(signal && { signal }) });
  } catch (error) {
    throw sourceError({ stream }) ?? error;
  } finally {
    stream.destroy();
  }
}

function* chunks(content: Uint8Array) {
  for (let at = 0; at < content.length; at += CHUNK) yield content.subarray(at, at + CHUNK);
}

export const downloadDaytona = ({ fs }: DaytonaSandbox, path: string, signal: AbortSignal | undefined) =>
  fs.downloadFileStream(path, { timeout: TRANSFER_SECONDS, ...(signal && { signal }) });

import { z } from 'zod';

/** The daemon inside a sandbox: its address and the headers that lead to it. */
export interface Daemon {
  url: string;
  headers: Readonly<Record<string, string>>;
}

/** A call that failed. With neither `status` nor `code` nobody answered, or the connection broke. */
export class RpcFailure extends Error {
  readonly status: number | undefined;
  /** Name of the Connect protocol, like `not_found`. */
  readonly code: string | undefined;

  constructor(
    message: string,
    details: { status?: number | undefined; code?: string | undefined; cause?: unknown },
  ) {
    super(message, { cause: details.cause });
    this.status = details.status;
    this.code = details.code;
  }
}

const Trouble = z.object({
  code: z.union([z.string(), z.number()]).optional(),
  message: z.string().optional(),
});
const EndOfStream = z.object({ error: Trouble.optional() });
const END_STREAM = 2;
const HEADER = 5;
const MAX_FRAME = 16 * 2 ** 20;

/** One request with one answer, which nobody here needs. */
export async function unary(
  daemon: Daemon,
  method: string,
  message: unknown,
  signal: AbortSignal,
): Promise<void> {
  const response = await post(daemon, method, 'application/json', JSON.stringify(message), signal);
  await response.arrayBuffer().catch(broken);
}

export interface StreamOptions {
  signal: AbortSignal;
  /** How long nothing may come, keep-alives included, before the connection counts as broken. */
  silenceMs: number;
}

/**
 * One request with a stream of answers, which the daemon sends no faster than they are taken. The SDK's own
 * commands decode output as UTF-8 and keep all of it in memory, so bytes would be lost and memory grow.
 * Throws {@link RpcFailure}.
 */
export async function* serverStream(
  daemon: Daemon,
  method: string,
  message: unknown,
  { signal, silenceMs }: StreamOptions,
): AsyncGenerator<unknown, void, undefined> {
  const body = frame(Buffer.from(JSON.stringify(message)));
  const response = await post(daemon, method, 'application/connect+json', body, signal);
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes(response, silenceMs)) {
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    while (rest.length >= HEADER) {
      const length = rest.readUInt32BE(1);
      if (length > MAX_FRAME) throw new RpcFailure('a frame is too large', {});
      if (rest.length < HEADER + length) break;
      const content: unknown = JSON.parse(rest.toString('utf8', HEADER, HEADER + length));
      const flags = rest.readUInt8(0);
      rest = rest.subarray(HEADER + length);
      if (!(flags & END_STREAM)) {
        yield content;
        continue;
      }
      const { error } = EndOfStream.parse(content);
      if (error) throw new RpcFailure(error.message ?? '', { code: String(error.code) });
      return;
    }
  }
  throw new RpcFailure('the stream ended without its last frame', {});
}

/** A connection may die without a word; waiting for the consumer does not count as silence. */
async function* bytes(response: Response, silenceMs: number): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const silence = Promise.withResolvers<never>();
      const timer = setTimeout(() => silence.reject(new Error(`silent for ${silenceMs} ms`)), silenceMs);
      const next = await Promise.race([reader?.read(), silence.promise])
        .catch(broken)
        .finally(() => clearTimeout(timer));
      if (!next || next.done) return;
      yield next.value;
    }
  } finally {
    await reader?.cancel().catch(() => {});
  }
}

function broken(cause: unknown): never {
  throw new RpcFailure('the connection broke', { cause });
}

function frame(content: Buffer): Buffer<ArrayBuffer> {
  const framed = Buffer.alloc(HEADER + content.length);
  framed.writeUInt32BE(content.length, 1);
  content.copy(framed, HEADER);
  return framed;
}

async function post(
  { url, headers }: Daemon,
  method: string,
  type: string,
  body: string | Buffer<ArrayBuffer>,
  signal: AbortSignal,
): Promise<Response> {
  const response = await fetch(`${url}/${method}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': type, 'connect-protocol-version': '1' },
    body,
    signal,
  }).catch(broken);
  if (response.ok) return response;
  const trouble = Trouble.safeParse(await response.json().catch(() => ({})));
  const { code, message = '' } = trouble.data ?? {};
  throw new RpcFailure(message, {
    status: response.status,
    code: typeof code === 'string' ? code : undefined,
  });
}

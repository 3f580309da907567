import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyOf, drained, Refusal } from '../front.ts';

/** A failure as the Connect protocol names it. */
export class RpcError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const HTTP: Readonly<Record<string, number>> = {
  invalid_argument: 400,
  unauthenticated: 401,
  not_found: 404,
  already_exists: 409,
  unimplemented: 501,
};

/** One request of a unary call: plain JSON. */
export async function unary(request: IncomingMessage): Promise<Record<string, unknown>> {
  if (request.headers['content-type'] !== 'application/json') throw new Refusal(415, '');
  return JSON.parse((await bodyOf(request)).toString());
}

export const unaryRefusal = (error: RpcError) =>
  new Refusal(HTTP[error.code] ?? 500, { code: error.code, message: error.message });

/** The single request of a server stream: one frame of flags, length (32 bit, big-endian) and JSON. */
export async function streamRequest(request: IncomingMessage): Promise<Record<string, unknown>> {
  if (request.headers['content-type'] !== 'application/connect+json') throw new Refusal(415, '');
  const body = await bodyOf(request);
  if (body.length < 5 || body[0] !== 0 || body.readUInt32BE(1) !== body.length - 5) {
    throw new RpcError('invalid_argument', 'protocol error: bad envelope');
  }
  return JSON.parse(body.subarray(5).toString());
}

const END_STREAM = 2;

/** The answer of a server stream; writing waits while the client does not read. */
export class ServerStream {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
    response.writeHead(200, { 'content-type': 'application/connect+json' });
    response.flushHeaders();
  }

  get closed(): boolean {
    return this.#response.destroyed;
  }

  async send(message: unknown): Promise<void> {
    await this.#frame(0, message);
  }

  async end(error?: RpcError): Promise<void> {
    await this.#frame(END_STREAM, error ? { error: { code: error.code, message: error.message } } : {});
    this.#response.end();
  }

  onClose(callback: () => void): void {
    this.#response.once('close', callback);
  }

  /** Ends the connection without the final frame. */
  cut(): void {
    this.#response.destroy();
  }

  async #frame(flags: number, message: unknown): Promise<void> {
    if (this.closed) return;
    const json = Buffer.from(JSON.stringify(message));
    const frame = Buffer.allocUnsafe(5 + json.length);
    frame.writeUInt8(flags, 0);
    frame.writeUInt32BE(json.length, 1);
    json.copy(frame, 5);
    if (!this.#response.write(frame)) await drained(this.#response);
  }
}

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** One thing that goes wrong with the next requests that match. */
export interface Fault {
  /** Matches method and path, like /^POST \/v2\/sandboxes/. */
  on: RegExp;
  /** How often; default 1. */
  times?: number;
  /** Answer this instead. */
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  /** Wait first. */
  delayMs?: number;
  /** Close the connection: before answering (0), or after so many bytes of the answer. */
  dropAfterBytes?: number;
}

export type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

/** An answer other than success; `body` is what the service says then. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Record<string, string>;

  constructor(status: number, body: unknown, headers: Record<string, string> = {}) {
    super(`${status} ${JSON.stringify(body)}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** The HTTP front of a local service on 127.0.0.1, which can be told to misbehave. */
export class Front {
  readonly requests: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #faults: { fault: Fault; left: number }[] = [];
  #away = false;

  constructor(handler: Handler) {
    this.#server = createServer((request, response) => void this.#answer(handler, request, response));
    this.#server.requestTimeout = 0;
    this.#server.on('connection', socket => {
      if (this.#away) socket.destroy();
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  fault(fault: Fault): void {
    this.#faults.push({ fault, left: fault.times ?? 1 });
  }

  /** Cuts every open connection, as a failing network does. */
  drop(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Cuts and refuses connections until the returned function is called. */
  outage(): () => void {
    this.#away = true;
    this.drop();
    return () => {
      this.#away = false;
    };
  }

  async close(): Promise<void> {
    this.drop();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(handler: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const line = `${request.method} ${url.pathname}`;
    this.requests.push(line);
    response.on('error', () => {});
    try {
      const fault = this.#take(line);
      if (fault?.delayMs) await pause(fault.delayMs);
      if (fault?.dropAfterBytes !== undefined) dropAfter(response, fault.dropAfterBytes);
      if (fault?.status !== undefined) throw new Refusal(fault.status, fault.body ?? '', fault.headers);
      if (!response.destroyed) await handler(request, response, url);
    } catch (error) {
      refuse(response, error);
    }
  }

  #take(line: string): Fault | undefined {
    const found = this.#faults.find(({ fault }) => fault.on.test(line));
    if (!found) return undefined;
    found.left -= 1;
    if (found.left === 0) this.#faults = this.#faults.filter(each => each !== found);
    return found.fault;
  }
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { status, body, headers } =
    error instanceof Refusal ? error : new Refusal(500, { code: 500, message: String(error) });
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

function dropAfter(response: ServerResponse, bytes: number): void {
  const { socket } = response;
  if (bytes === 0) {
    socket?.resetAndDestroy();
    return;
  }
  const write = socket?.write.bind(socket);
  let left = bytes;
  if (!socket || !write) return;
  socket.write = ((chunk: Uint8Array | string, ...rest: never[]) => {
    const buffer = typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk;
    left -= buffer.length;
    if (left > 0) return write(chunk, ...rest);
    write(buffer.subarray(0, buffer.length + left), () => socket.resetAndDestroy());
    return false;
  }) as typeof socket.write;
}

/** Sends JSON, or nothing where `body` is undefined. */
export function reply(
  response: ServerResponse,
  status: number,
  body?: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...headers,
  });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

/** The whole body of a request as bytes. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Resolves when the response takes more, or is closed. */
export async function drained(response: ServerResponse): Promise<void> {
  const settled = new AbortController();
  const either = ['drain', 'close'].map(event => once(response, event, { signal: settled.signal }));
  await Promise.race(either).catch(() => {});
  settled.abort();
  await Promise.allSettled(either);
}

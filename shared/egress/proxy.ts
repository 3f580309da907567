import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Guard } from './guard.ts';

const CONNECT_MS = 30_000;

/**
 * An HTTP proxy that lets through what the guard allows: `CONNECT` for TLS, which stays end to end, and plain
 * requests. Others are answered 403 with the reason, unreachable ones 502.
 */
export function createProxy(guard: Guard): Server {
  const server = createServer((message, response) => forward(message, response, guard));
  server.on('connect', (message: IncomingMessage, client: Duplex, head: Buffer) => {
    tunnel(message.url ?? '', client, head, guard);
  });
  // A long download or an answer that a model thinks about is no idle connection.
  server.requestTimeout = 0;
  return server;
}

function tunnel(target: string, client: Duplex, head: Buffer, guard: Guard): void {
  client.on('error', () => client.destroy());
  const [, host = '', port = ''] = /^([^:[\]]+):(\d{1,5})$/.exec(target) ?? [];
  const end = (status: string) => client.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`);
  const reason = guard.refusal(host, Number(port));
  if (reason !== undefined) {
    end(`403 ${reason}`);
    return;
  }
  const upstream = connect({ host, port: Number(port), lookup: guard.lookup, timeout: CONNECT_MS });
  let open = false;
  upstream.once('connect', () => {
    open = true;
    upstream.setTimeout(0);
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    upstream.write(head);
    upstream.pipe(client).pipe(upstream);
  });
  upstream.once('timeout', () => upstream.destroy(new Error('timeout')));
  upstream.once('error', () => (open ? client.destroy() : end('502 The host cannot be reached')));
  upstream.once('close', () => open && client.end());
  client.once('close', () => upstream.destroy());
}

function forward(message: IncomingMessage, response: ServerResponse, guard: Guard): void {
  const refuse = (status: number, text: string) => {
    if (response.headersSent) response.destroy();
    else response.writeHead(status, text, { 'content-type': 'text/plain' }).end(`${text}\n`);
  };
  const url = URL.canParse(message.url ?? '') ? new URL(message.url ?? '') : undefined;
  if (url?.protocol !== 'http:') {
    refuse(400, 'This is a proxy');
    return;
  }
  const reason = guard.refusal(url.hostname, Number(url.port || 80));
  if (reason !== undefined) {
    refuse(403, reason);
    return;
  }
  const { 'proxy-connection': _, 'proxy-authorization': __, ...headers } = message.headers;
  const upstream = request(url, {
    method: message.method ?? 'GET',
    headers: { ...headers, host: url.host },
    lookup: guard.lookup,
    agent: false,
  });
  upstream.once('response', answer => {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders);
    answer.pipe(response);
    answer.once('error', () => response.destroy());
  });
  upstream.once('error', () => refuse(502, 'The host cannot be reached'));
  response.once('close', () => upstream.destroy());
  message.pipe(upstream);
}

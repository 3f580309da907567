import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcp, type Server } from 'node:net';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import nock from 'nock';
import { afterAll, beforeAll, expect, test } from 'vitest';

let proxy: ChildProcess;
let proxyPort = 0;
const web = createServer(async (message, response) => {
  const { length } = await buffer(message);
  response.writeHead(201, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify({ host: message.headers.host, method: message.method, url: message.url, length }),
  );
});
const echo = createTcp({ allowHalfOpen: true }, socket => socket.pipe(socket));
const portOf = (server: Server) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  // It takes a connection to a proxy for one to where the proxy would go, which here is this machine.
  nock.restore();
  for (const server of [web, echo]) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  proxy = spawn(process.execPath, [join(import.meta.dirname, 'serve.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!proxy.stdout) throw new Error('no stdout');
  const [line] = await once(proxy.stdout, 'data');
  proxyPort = Number(String(line));
});
afterAll(async () => {
  nock.activate();
  web.close();
  echo.close();
  proxy.kill();
  await once(proxy, 'exit');
});

/** The answer to a plain request through the proxy, as it comes. */
async function ask(url: string, body = '') {
  const socket = connect(proxyPort, '127.0.0.1');
  const head = ['Host: ignored', `Content-Length: ${body.length}`, 'Connection: close'].join('\r\n');
  socket.write(`POST ${url} HTTP/1.1\r\n${head}\r\n\r\n${body}`);
  return text(socket);
}

/** What comes back of a tunnel through which `sent` goes; the first line is the proxy's. */
async function tunnel(target: string, sent: string) {
  const socket = connect(proxyPort, '127.0.0.1');
  // Together with the request, as an impatient client does.
  socket.end(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n${sent}`);
  return text(socket);
}

test('passes plain requests on, with method, host and body', async () => {
  const answer = await ask(`http://a.here:${portOf(web)}/path?q`, 'x'.repeat(1_000_000));
  expect(answer).toMatch(/^HTTP\/1\.1 201 /);
  const seen = { host: `a.here:${portOf(web)}`, method: 'POST', url: '/path?q', length: 1_000_000 };
  expect(answer).toContain(JSON.stringify(seen));
});

test.for([
  ['http://a.there/', '403 a.there is not on the list'],
  ['/', '400 This is a proxy'],
  ['https://a.here/', '400 This is a proxy'],
  ['ftp://a.here/', '400 This is a proxy'],
  ['file:///etc/passwd', '400 This is a proxy'],
  ['http://nowhere.here/', '502 The host cannot be reached'],
  ['http://closed.here:1/', '502 The host cannot be reached'],
] as const)('a request for %s is answered %s', async ([url, status]) => {
  expect(await ask(url)).toMatch(new RegExp(`^HTTP/1\\.1 ${status}\r\n`));
});

test('tunnels bytes both ways, to the end', async () => {
  const sent = 'ping'.repeat(100_000);
  expect(await tunnel(`a.here:${portOf(echo)}`, sent)).toBe(
    `HTTP/1.1 200 Connection established\r\n\r\n${sent}`,
  );
});

test.for([
  ['a.there:443', '403 a.there is not on the list'],
  ['a.here', '403  is not on the list'],
  ['[::1]:443', '403  is not on the list'],
  ['nowhere.here:443', '502 The host cannot be reached'],
  ['closed.here:1', '502 The host cannot be reached'],
] as const)('a tunnel to %s is answered %s', async ([target, status]) => {
  expect(await tunnel(target, '')).toBe(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`);
});

test('a client that goes away takes its connection along', async () => {
  const seen = Promise.withResolvers<void>();
  const server = createTcp(socket =>
    socket
      .resume()
      .on('error', () => {})
      .once('close', () => seen.resolve()),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect(proxyPort, '127.0.0.1');
  socket.write(`CONNECT a.here:${portOf(server)} HTTP/1.1\r\n\r\n`);
  await once(socket, 'data');
  socket.resetAndDestroy();
  await seen.promise;
  server.close();
});

import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { RpcFailure, serverStream } from '../../shared/drivers/e2b-rpc.ts';

function frame(flags: number, content: string): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt8(flags);
  header.writeUInt32BE(Buffer.byteLength(content), 1);
  return Buffer.concat([header, Buffer.from(content)]);
}

async function heard(answer: (response: ServerResponse) => unknown, silenceMs = 5000) {
  const server = createServer((_, response) => {
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const daemon = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, headers: {} };
  const messages: unknown[] = [];
  try {
    const options = { signal: new AbortController().signal, silenceMs };
    for await (const message of serverStream(daemon, 'a.B/C', {}, options)) messages.push(message);
    return messages;
  } catch (error) {
    return { messages, error };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('frames that come byte by byte, and several at once', async () => {
  const all = Buffer.concat([frame(0, '{"a":"ü"}'), frame(0, '{"b":2}'), frame(2, '{}')]);
  const slowly = async (response: ServerResponse) => {
    for (const byte of all) {
      response.write(Buffer.of(byte));
      await pause(0);
    }
    response.end();
  };
  expect(await heard(slowly)).toEqual([{ a: 'ü' }, { b: 2 }]);
  expect(await heard(response => response.end(all))).toEqual([{ a: 'ü' }, { b: 2 }]);
});

test.for([
  [
    'ends without its last frame',
    (response: ServerResponse): unknown => response.end(frame(0, '{}')),
    undefined,
  ],
  ['breaks off', (response: ServerResponse): unknown => response.destroy(), undefined],
  [
    'says what is wrong in the last frame',
    (response: ServerResponse): unknown => response.end(frame(2, '{"error":{"code":"not_found"}}')),
    'not_found',
  ],
  [
    'is an HTTP error',
    (response: ServerResponse): unknown => response.writeHead(502).end('{"code":502}'),
    undefined,
  ],
  [
    'announces a frame of 4 GB',
    (response: ServerResponse): unknown => response.end(Buffer.of(0, 255, 255, 255, 255, 0)),
    undefined,
  ],
] as const)('a stream that %s fails', async ([, answer, code]) => {
  const outcome = await heard(answer);
  expect(outcome).toMatchObject({ error: expect.any(RpcFailure) });
  expect(outcome).toHaveProperty('error.code', code);
});

test('silence counts as a broken connection, keep-alives do not count as silence', async () => {
  const outcome = await heard(async response => {
    for (let at = 0; at < 6; at++) {
      response.write(frame(0, '{"event":{"keepalive":{}}}'));
      await pause(100);
    }
  }, 400);
  expect(outcome).toMatchObject({ error: expect.any(RpcFailure) });
  expect(outcome).toHaveProperty('messages.length', 6);
});

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import docker from '../../shared/drivers/docker.ts';
import { Engine } from '../../shared/drivers/docker-engine.ts';

const driver = (settings = {}) => docker.make(docker.settings.parse(settings), { dataDir: '/nonexistent' });

afterEach(() => {
  vi.unstubAllEnvs();
});

test.for([
  ['unix:///nonexistent/docker.sock', 'unreachable'],
  ['tcp://127.0.0.1:1', 'unreachable'],
  ['tcp://a b', 'config'],
] as const)('DOCKER_HOST=%s is %s', async ([host, code]) => {
  vi.stubEnv('DOCKER_HOST', host);
  const failure = await driver()
    .probe()
    .catch(error => error);
  expect(failure).toMatchObject({ code });
  expect(failure.hint).toContain('DOCKER_HOST');
});

describe('an engine that answers oddly', () => {
  let server: Server;
  let status = 500;

  beforeEach(async () => {
    server = createServer((_, response) => {
      if (status === 0) return;
      response.writeHead(status, { 'content-type': 'application/json' }).end('{"message":"so it is"}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    vi.stubEnv('DOCKER_HOST', `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
  });

  test.for([
    [500, 'unreachable', true],
    [503, 'unreachable', true],
    [401, 'auth', false],
    [403, 'auth', false],
    [400, 'config', false],
    [418, 'config', false],
  ] as const)('status %d is %s', async ([answer, code, retryable]) => {
    status = answer;
    const failure = await driver()
      .list({})
      .catch(error => error);
    expect(failure).toMatchObject({ code, retryable });
    expect(failure.message).toBe(`The Docker engine could not list containers (${answer}: so it is).`);
  });

  test('silence is unreachable after the time-out', async () => {
    status = 0;
    const call = new Engine().call('answer', (client, abortSignal) => client.ping({ abortSignal }), {
      timeoutMs: 100,
    });
    await expect(call).rejects.toMatchObject({
      code: 'unreachable',
      message: 'The Docker engine did not answer within 0.1 s.',
    });
  });

  test('silence ends at once when the caller gives up', async () => {
    status = 0;
    const reason = new Error('enough');
    const abort = new AbortController();
    const call = driver().list({}, { signal: abort.signal });
    abort.abort(reason);
    await expect(call).rejects.toBe(reason);
  });
});

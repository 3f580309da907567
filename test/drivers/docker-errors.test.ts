import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

describe.skipIf(process.getuid?.() !== 0)('an engine whose disk is full (only root can make one)', () => {
  let folder = '';
  let server: Server;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'speckit-engine-'));
    await mkdir(join(folder, 'root'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', join(folder, 'root')]);
    server = createServer((request, response) => {
      const info = request.url?.endsWith('/info');
      const body = info ? { DockerRootDir: join(folder, 'root') } : { message: 'write: no space left' };
      response.writeHead(info ? 200 : 500, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    }).listen(join(folder, 'socket'));
    await once(server, 'listening');
    vi.stubEnv('DOCKER_HOST', `unix://${join(folder, 'socket')}`);
  });
  afterEach(async () => {
    server.close();
    server.closeAllConnections();
    execFileSync('umount', [join(folder, 'root')]);
    await rm(folder, { recursive: true });
  });

  test('is exhausted whatever was asked of it, and unreachable while there is room', async () => {
    const asked = async () => [
      await driver()
        .list({})
        .catch(error => error),
      await driver({ network: 'none' })
        .create({ name: 'full', labels: {} })
        .catch(error => error),
    ];
    for (const error of await asked()) expect(error).toMatchObject({ code: 'unreachable' });
    await writeFile(join(folder, 'root', 'filler'), Buffer.alloc(1.5 * 2 ** 20));
    for (const error of await asked()) {
      expect(error).toMatchObject({
        code: 'exhausted',
        message: expect.stringContaining('its disk is full'),
      });
    }
  });
});

import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalE2b, startE2b } from './e2b/server.ts';

let service: LocalE2b;
beforeAll(async () => {
  service = await startE2b({ maxHours: 1, maxSandboxes: 20 });
});
afterAll(() => service[Symbol.asyncDispose]());

async function api(method: string, path: string, body?: unknown, key = service.key) {
  const response = await fetch(service.apiUrl + path, {
    method,
    headers: { 'x-api-key': key },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
}

const create = async (more: object = {}) =>
  (await api('POST', '/v2/sandboxes', { templateID: 'base', ...more })).body;

function inside(
  sandbox: { sandboxID: string; envdAccessToken: string },
  path: string,
  init: RequestInit = {},
) {
  const headers = {
    'e2b-sandbox-id': sandbox.sandboxID,
    'e2b-sandbox-port': '49983',
    'x-access-token': sandbox.envdAccessToken,
    ...Object.fromEntries(new Headers(init.headers)),
  };
  return fetch(service.sandboxUrl + path, { ...init, headers });
}

function envelope(message: unknown): Buffer<ArrayBuffer> {
  const json = Buffer.from(JSON.stringify(message));
  const frame = Buffer.alloc(5 + json.length);
  frame.writeUInt32BE(json.length, 1);
  json.copy(frame, 5);
  return frame;
}

async function start(
  sandbox: { sandboxID: string; envdAccessToken: string },
  process: object,
  more: object = {},
) {
  const response = await inside(sandbox, '/process.Process/Start', {
    method: 'POST',
    headers: { 'content-type': 'application/connect+json' },
    body: envelope({ process, ...more }),
  });
  expect(response.status).toBe(200);
  let rest = Buffer.from(await response.arrayBuffer());
  const frames: { flags: number; message: unknown }[] = [];
  while (rest.length > 0) {
    const length = rest.readUInt32BE(1);
    frames.push({ flags: rest.readUInt8(0), message: JSON.parse(rest.subarray(5, 5 + length).toString()) });
    rest = rest.subarray(5 + length);
  }
  return frames;
}

describe('control API', () => {
  test.for([
    [{ templateID: 'none' }, 404],
    [{}, 400],
    ['{', 400],
    [{ templateID: 'base', timeout: 3601 }, 400],
    [{ templateID: 'base', timeout: 1.5 }, 400],
    [{ templateID: 'base', metadata: { 'a b': 'x' } }, 400],
    [{ templateID: 'base', metadata: { a: 'ü' } }, 400],
    [{ templateID: 'base', metadata: { a: 1 } }, 400],
    [{ templateID: 'base', network: { allowOut: ['pypi.org'] } }, 400],
    [{ templateID: 'base', network: { denyOut: ['pypi.org'] } }, 400],
    [{ templateID: 'base', network: { allowOut: ['pypi.org'], denyOut: ['0.0.0.0/0'] } }, 201],
  ] as const)('create %j → %d', async ([body, status]) => {
    expect((await api('POST', '/v2/sandboxes', body)).status).toBe(status);
  });

  test('asks for a key everywhere', async () => {
    for (const [method, path] of [
      ['GET', '/v2/sandboxes'],
      ['POST', '/v2/sandboxes'],
      ['DELETE', '/sandboxes/x'],
    ] as const) {
      expect(await api(method, path, undefined, 'wrong')).toMatchObject({ status: 401, body: { code: 401 } });
    }
  });

  test('says of an unknown sandbox that there is none', async () => {
    expect((await api('GET', '/sandboxes/none')).body).toMatchObject({ code: 404 });
    expect((await api('DELETE', '/sandboxes/none')).body).toMatchObject({ code: 404 });
    expect((await api('POST', '/v2/sandboxes/none/connect', {})).body).toMatchObject({ code: 404 });
  });

  test('lists by metadata, page by page', async () => {
    for (let made = 0; made < 3; made++) await create({ metadata: { page: 'yes' } });
    const query = `/v2/sandboxes?limit=2&metadata=${encodeURIComponent('page=yes')}`;
    const first = await api('GET', query);
    expect(first.body).toHaveLength(2);
    const token = first.headers.get('x-next-token');
    const second = await api('GET', `${query}&nextToken=${token}`);
    expect(second.body).toHaveLength(1);
    expect(second.headers.get('x-next-token')).toBeNull();
    expect((await api('GET', '/v2/sandboxes?limit=101')).status).toBe(400);
  });

  test('a connect makes the life of a running sandbox longer, never shorter', async () => {
    const { sandboxID: id } = await create({ timeout: 600 });
    const end = async () => new Date((await api('GET', `/sandboxes/${id}`)).body.endAt).getTime();
    const before = await end();
    await api('POST', `/v2/sandboxes/${id}/connect`, { timeout: 60 });
    expect(await end()).toBe(before);
    await api('POST', `/v2/sandboxes/${id}/connect`, { timeout: 1200 });
    expect(await end()).toBeGreaterThan(before);
    expect((await api('POST', `/sandboxes/${id}/timeout`, { timeout: 7200 })).status).toBe(400);
  });
});

describe('the daemon in a sandbox', () => {
  test('is found by headers only, and asks for its token', async () => {
    const sandbox = await create();
    expect((await inside(sandbox, '/health')).status).toBe(204);
    expect((await inside({ ...sandbox, sandboxID: 'none' }, '/health')).status).toBe(502);
    const wrongPort = { headers: { 'e2b-sandbox-port': '80' } };
    expect((await inside(sandbox, '/health', wrongPort)).status).toBe(502);
    const list = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    expect((await inside({ ...sandbox, envdAccessToken: 'x' }, '/process.Process/List', list)).status).toBe(
      401,
    );
  });

  test('runs a process and leaves out zeros', async () => {
    const frames = await start(await create(), { cmd: '/bin/sh', args: ['-c', 'printf hi; printf no >&2'] });
    expect(frames.map(({ flags }) => flags)).toEqual([0, 0, 0, 0, 2]);
    const messages = frames.map(({ message }) => message);
    expect(messages[0]).toMatchObject({ event: { start: { pid: expect.any(Number) } } });
    expect(messages).toContainEqual({ event: { data: { stdout: 'aGk=' } } });
    expect(messages).toContainEqual({ event: { data: { stderr: 'bm8=' } } });
    expect(messages.at(-2)).toEqual({ event: { end: { exited: true, status: 'exit status 0' } } });
  });

  test.for([
    [{ cmd: '/bin/true', cwd: '/none' }, 'invalid_argument'],
    [{ cmd: '/none' }, 'invalid_argument'],
    [{}, 'invalid_argument'],
  ] as const)('start %j → %s in the last frame', async ([process, code]) => {
    expect(await start(await create(), process)).toEqual([
      { flags: 2, message: { error: { code, message: expect.any(String) } } },
    ]);
  });

  test('a signal is no exit code, and only plain JSON is unary', async () => {
    const sandbox = await create();
    const frames = await start(sandbox, { cmd: '/bin/sh', args: ['-c', 'kill -KILL $$'] });
    expect(frames.at(-2)?.message).toMatchObject({ event: { end: { exitCode: -1 } } });
    const text = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' };
    expect((await inside(sandbox, '/process.Process/List', text)).status).toBe(415);
  });

  test('files: parts of them, folders, signatures', async () => {
    const sandbox = await create();
    const path = 'dir/file';
    const raw = { method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: 'content' };
    expect((await inside(sandbox, `/files?path=${path}`, raw)).status).toBe(200);
    const get = (range: string) => inside(sandbox, `/files?path=${path}`, { headers: { range } });
    expect(await (await get('bytes=3-')).text()).toBe('tent');
    expect((await get('bytes=7-')).status).toBe(416);
    expect((await inside(sandbox, '/files?path=dir')).status).toBe(400);
    expect((await inside(sandbox, '/files?path=none')).status).toBe(404);
    expect((await inside(sandbox, `/files?path=${path}&username=nobody`)).status).toBe(401);
    expect((await inside(sandbox, `/files?path=${path}`, { method: 'POST', body: 'x' })).status).toBe(400);

    const headers = { 'e2b-sandbox-id': sandbox.sandboxID, 'e2b-sandbox-port': '49983' };
    const hash = createHash('sha256').update(`${path}:read::${sandbox.envdAccessToken}`).digest('base64');
    const signed = `v1_${hash.replace(/=+$/, '')}`;
    const get2 = (signature: string) =>
      fetch(`${service.sandboxUrl}/files?path=${path}&signature=${encodeURIComponent(signature)}`, {
        headers,
      });
    expect((await get2(signed)).status).toBe(200);
    expect((await get2('v1_x')).status).toBe(401);
  });
});

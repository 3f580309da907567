import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type LocalDaytona, startDaytona } from './daytona/server.ts';
import { splitWords } from './daytona/words.ts';

let service: LocalDaytona;
beforeAll(async () => {
  service = await startDaytona({ maxCpus: 12, minuteMs: 1000 });
});
afterAll(() => service[Symbol.asyncDispose]());

async function call(url: string, method: string, body?: unknown, key = service.key) {
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${key}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : undefined };
}
const api = (method: string, path: string, body?: unknown, key?: string) =>
  call(service.apiUrl + path, method, body, key);

async function started(more: object = {}) {
  const { body } = await api('POST', '/sandbox', { autoStopInterval: 0, ...more });
  await vi.waitFor(async () => expect((await api('GET', `/sandbox/${body.id}`)).body.state).toBe('started'));
  const toolbox = (method: string, path: string, content?: unknown) =>
    call(`${body.toolboxProxyUrl}/${body.id}${path}`, method, content);
  return { id: body.id as string, url: `${body.toolboxProxyUrl}/${body.id}`, toolbox };
}

test.for([
  ['echo "hello world"', ['echo', 'hello world']],
  [`sh -c "echo 'hello'"`, ['sh', '-c', "echo 'hello'"]],
  ['a  b', ['a', 'b']],
  [`a '' b`, ['a', 'b']],
  [`say "\\"hi\\""`, ['say', '"hi"']],
  [`O\\'B C:\\tmp`, ["O'B", 'C:\\tmp']],
  [`'two\nlines'`, ['two\nlines']],
  ['', []],
] as const)('splits %j into %j', ([command, words]) => {
  expect(splitWords(command)).toEqual(words);
});

describe('API', () => {
  test.for([
    [{ snapshot: 'none' }, 400],
    [{ target: 'mars' }, 404],
    [{ cpu: 2 }, 400],
    [{ buildInfo: { dockerfileContent: 'FROM x' }, cpu: 2 }, 200],
    [{ buildInfo: { dockerfileContent: 'FROM x' }, cpu: 100 }, 403],
    [{ domainAllowList: 'not a domain' }, 400],
    [{ domainAllowList: Array.from({ length: 21 }, (_, i) => `a${i}.org`).join(',') }, 400],
    [{ domainAllowList: 'pypi.org', networkBlockAll: true }, 400],
    [{ networkAllowList: '1.2.3.4' }, 400],
    [{ ttlMinutes: 0.5 }, 400],
    [{ labels: { a: 1 } }, 400],
  ] as const)('create %j → %d', async ([body, status]) => {
    const answer = await api('POST', '/sandbox', body);
    expect(answer).toMatchObject({ status });
    if (status === 200) await api('DELETE', `/sandbox/${answer.body.id}`);
  });

  test('asks for a key, and a name is taken once', async () => {
    expect((await api('GET', '/sandbox', undefined, 'wrong')).status).toBe(401);
    const { id } = await started({ name: 'one' });
    expect((await api('POST', '/sandbox', { name: 'one' })).status).toBe(409);
    expect((await api('GET', '/sandbox/one')).body.id).toBe(id);
    await api('DELETE', `/sandbox/${id}`);
  });

  test('the list lags behind', async () => {
    const { id } = await started({ labels: { lag: 'yes' } });
    await api('DELETE', `/sandbox/${id}`);
    await vi.waitFor(async () => expect((await api('GET', `/sandbox/${id}`)).status).toBe(404));
    const list = () => api('GET', `/sandbox?labels=${encodeURIComponent('{"lag":"yes"}')}`);
    expect((await list()).body.items).toHaveLength(1);
    await vi.waitFor(async () => expect((await list()).body.items).toHaveLength(0));
  });

  test('stops what is idle although it works, and removes what is too old', async () => {
    const { id, toolbox } = await started({ autoStopInterval: 1 });
    await toolbox('POST', '/process/execute', { command: 'sh -c "sleep 60 >/dev/null 2>&1 &"' });
    await vi.waitFor(
      async () => expect((await api('GET', `/sandbox/${id}`)).body.state).toBe('stopped'),
      5000,
    );
    expect((await toolbox('GET', '/user-home-dir')).status).toBe(400);
    const old = await started({ ttlMinutes: 1 });
    await vi.waitFor(async () => expect((await api('GET', `/sandbox/${old.id}`)).status).toBe(404), 5000);
  });
});

describe('toolbox', () => {
  test('answers when everything has ended, outputs merged, no shell, what is no UTF-8 replaced', async () => {
    const { toolbox } = await started();
    const run = async (command: string, more: object = {}) =>
      (await toolbox('POST', '/process/execute', { command, ...more })).body;
    expect(await run('sh -c "echo out; echo err >&2; exit 3"')).toEqual({
      exitCode: 3,
      result: 'out\nerr\n',
    });
    expect(await run('echo $HOME')).toEqual({ exitCode: 0, result: '$HOME\n' });
    expect(await run('printf \\377')).toEqual({ exitCode: 0, result: '\u{FFFD}' });
    expect(await run('no-such-command')).toEqual({ exitCode: -1, result: '' });
    expect(await run('printenv A', { envs: { A: 'b' } })).toEqual({ exitCode: 0, result: 'b\n' });
    expect(await run('sleep 5', { timeout: 1 })).toMatchObject({ statusCode: 408 });
    // It answers once nobody has its output any more.
    expect(await run('sh -c "(sleep 0.5; echo late) &"')).toMatchObject({ result: 'late\n' });
  });

  test('files in bulk, each with its own error', async () => {
    const { url, toolbox } = await started();
    const form = new FormData();
    form.append('files[0].path', 'a/b');
    form.append('files[0].file', new Blob(['content']), 'a/b');
    const headers = { authorization: `Bearer ${service.key}` };
    expect((await fetch(`${url}/files/bulk-upload`, { method: 'POST', headers, body: form })).status).toBe(
      200,
    );
    const download = await fetch(`${url}/files/bulk-download`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ paths: ['a/b', 'none'] }),
    });
    const parts = await download.formData();
    expect(await (parts.get('file') as File).text()).toBe('content');
    expect(JSON.parse(await (parts.get('error') as File).text())).toMatchObject({ code: 'FILE_NOT_FOUND' });
    expect((await toolbox('GET', '/files/info?path=none')).body).toMatchObject({ statusCode: 404 });
  });
});

import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import e2b from '../../shared/drivers/e2b.ts';
import { removeSandbox } from '../../shared/drivers/remove.ts';
import type { Sandbox } from '../../shared/drivers/types.ts';
import { followSession, runSession } from '../../shared/session/index.ts';
import { type LocalE2b, startE2b } from '../services/e2b/server.ts';

let service: LocalE2b;
beforeEach(async () => {
  service = await startE2b({ maxHours: 1, maxSandboxes: 3 });
});
afterEach(() => service[Symbol.asyncDispose]());

type Settings = Parameters<typeof e2b.make>[0];
function driver(settings: Partial<Settings> = {}, key: string | undefined = service.key) {
  const { apiUrl, sandboxUrl } = service;
  return e2b.make(e2b.settings.parse({ apiUrl, sandboxUrl, ...settings }), {
    dataDir: '/nonexistent',
    ...(key && { credentials: { E2B_API_KEY: key } }),
  });
}
const create = (settings: Partial<Settings> = {}) =>
  driver(settings).create({ name: `t-${service.sandboxes.all.length}`, labels: { run: 'r1' } });

describe('what is said before anything runs', () => {
  test('a missing key is named, and nobody is asked', async () => {
    await expect(driver({}, '').probe()).rejects.toMatchObject({
      code: 'auth',
      message: expect.stringContaining('E2B_API_KEY'),
      hint: expect.stringContaining('https://e2b.dev'),
    });
    expect(service.api.requests).toEqual([]);
  });

  test('a refused key is named', async () => {
    await expect(driver({}, 'e2b_wrong').probe()).rejects.toMatchObject({
      code: 'auth',
      message: expect.stringContaining('E2B_API_KEY'),
    });
    expect(service.api.requests).toEqual(['GET /v2/sandboxes']);
  });

  test.for([
    [{ ttl: '2h' }, 'ttl', '`1h`'],
    [{ plan: 'pro', ttl: '24h' }, undefined, ''],
    [{ network: 'some' }, 'network', ''],
    [{ network: { allow: ['https://pypi.org'] } }, 'network', ''],
    [{ network: { allow: [] } }, 'network', ''],
    [{ labels: { 'a b': 'c' } }, 'labels', ''],
    [{ apiUrl: 'ftp://x' }, 'apiUrl', ''],
    [{ cpus: 2 }, '', 'cpus'],
  ] as const)('settings %j', ([settings, path, text]) => {
    const { error } = e2b.settings.safeParse(settings);
    if (path === undefined) expect(error).toBeUndefined();
    else expect(error?.issues[0]).toMatchObject({ path: path ? expect.arrayContaining([path]) : [] });
    if (error && text) expect(JSON.stringify(error.issues)).toContain(text);
  });

  test('an unknown template, and a time to live above what the account has', async () => {
    await expect(create({ template: 'none-such' })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('none-such'),
    });
    await expect(create({ plan: 'pro', ttl: '5h' })).rejects.toMatchObject({ code: 'config' });
    expect(service.sandboxes.all).toEqual([]);
  });
});

describe('what the service is told', () => {
  test.for([
    ['full', { allowInternetAccess: true, network: {} }],
    ['none', { allowInternetAccess: false, network: {} }],
    [
      { allow: ['pypi.org', '*.example.com'] },
      { network: { allowOut: ['pypi.org', '*.example.com'], denyOut: ['0.0.0.0/0'] } },
    ],
  ] as const)('network %j', async ([network, expected]) => {
    await create({ network: network as Settings['network'] });
    expect(service.sandboxes.all[0]).toMatchObject(expected);
  });

  test('time to live and labels', async () => {
    await create({ ttl: '10m', labels: { team: 'a' } });
    const [made] = service.sandboxes.all;
    expect(made).toMatchObject({ timeout: 600, metadata: { team: 'a', 'speckit-remote.run': 'r1' } });
  });

  test('the time to live is renewed while a command runs, and ends the sandbox otherwise', async () => {
    const sandbox = await create({ ttl: '3s' });
    expect((await sandbox.exec(['sleep', '5'])).exitCode).toBe(0);
    expect(service.api.requests.filter(line => line.endsWith('/timeout')).length).toBeGreaterThan(1);
    await vi.waitFor(() => expect(service.sandboxes.all).toEqual([]), { timeout: 8000, interval: 100 });
    await expect(sandbox.exec(['true'])).rejects.toMatchObject({ code: 'missing' });
  });
});

describe('failures', () => {
  test('too many sandboxes', async () => {
    for (let made = 0; made < 3; made++) await create();
    await expect(create()).rejects.toMatchObject({ code: 'exhausted', retryable: true });
  });

  test.for([
    [429, 'exhausted'],
    [500, 'unreachable'],
    [503, 'unreachable'],
    [403, 'auth'],
  ] as const)('the API answers %d: %s', async ([status, code]) => {
    service.api.fault({ on: /^POST \/v2\/sandboxes/, status, body: { code: status, message: 'no' } });
    await expect(create()).rejects.toMatchObject({ code, retryable: status !== 403 });
  });

  test('a short rate limit is waited out', async () => {
    service.api.fault({ on: /^POST \/v2\/sandboxes/, status: 429, headers: { 'retry-after': '1' } });
    await create();
    expect(service.sandboxes.all).toHaveLength(1);
  });

  test('a create whose answer is lost leaves nothing', async () => {
    service.api.fault({ on: /^POST \/v2\/sandboxes/, dropAfterBytes: 40 });
    await expect(create()).rejects.toMatchObject({ code: 'unreachable' });
    expect(service.sandboxes.all).toEqual([]);
  });

  test('a key that expires in the middle is named', async () => {
    const sandbox = await create();
    service.setKeys();
    await expect(sandbox.destroy()).rejects.toMatchObject({ code: 'auth' });
    await expect(driver().attach(sandbox.id)).rejects.toMatchObject({ code: 'auth' });
    service.setKeys([service.key]);
    await sandbox.destroy();
  });

  test('a sandbox whose inside does not answer can be removed', async () => {
    const sandbox = await create();
    const back = service.proxy.outage();
    await removeSandbox(driver(), sandbox.id, AbortSignal.timeout(10_000));
    back();
    expect(service.sandboxes.all).toEqual([]);
  });

  test('a full disk', async () => {
    const sandbox = await create();
    const body = { code: 507, message: 'not enough disk space available' };
    service.proxy.fault({ on: /^POST \/files/, status: 507, body });
    const writing = sandbox.writeFile(`${sandbox.home}/x`, Buffer.from('x'));
    await expect(writing).rejects.toMatchObject({ code: 'exhausted' });
  });

  test('a download that breaks off is no shorter file', async () => {
    const sandbox = await create();
    await sandbox.exec(['sh', '-c', 'head -c 3000000 /dev/zero >big']);
    service.proxy.fault({ on: /^GET \/files/, dropAfterBytes: 1_000_000 });
    const reading = sandbox.readFile(`${sandbox.home}/big`).then(buffer);
    await expect(reading).rejects.toMatchObject({ code: 'unreachable' });
  });
});

describe('a network that fails', () => {
  async function counting(sandbox: Sandbox, count: number) {
    let text = '';
    let next = 0;
    const running = runSession(sandbox, {
      dir: `${sandbox.home}/ctl/s`,
      start: { script: `for i in $(seq ${count}); do echo $i; sleep 0.05; done`, cwd: sandbox.home },
      onOutput(offset, bytes) {
        expect(offset).toBe(next);
        next += bytes.length;
        text += Buffer.from(bytes).toString();
      },
    });
    await vi.waitFor(() => expect(text).toContain('\n5\n'), 10_000);
    return { running, text: () => text };
  }
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => `${i + 1}\n`).join('');

  test('cuts lose and repeat nothing', async () => {
    const sandbox = await create();
    const { running, text } = await counting(sandbox, 60);
    for (let cut = 0; cut < 3; cut++) {
      service.proxy.drop();
      await pause(700);
    }
    expect(await running).toEqual({ kind: 'exited', exitCode: 0 });
    expect(text()).toBe(numbers(60));
  });

  test('nor does an outage, and no follower is left in the sandbox', async () => {
    const sandbox = await create();
    const { running, text } = await counting(sandbox, 60);
    const back = service.proxy.outage();
    await pause(2500);
    back();
    expect(await running).toEqual({ kind: 'exited', exitCode: 0 });
    expect(text()).toBe(numbers(60));
    const { stdout } = await sandbox.exec([
      'sh',
      '-c',
      'grep -lasF "$1""$2" /proc/[0-9]*/cmdline; :',
      'sh',
      sandbox.home,
      '/ctl/s',
    ]);
    expect(stdout.toString()).toBe('');
  });

  test('one that stays is said, and the sandbox is kept', async () => {
    const sandbox = await create();
    const { running } = await counting(sandbox, 20);
    running.catch(() => {});
    const back = service.proxy.outage();
    const following = followSession(sandbox, {
      dir: `${sandbox.home}/ctl/s`,
      onOutput() {},
      unreachableMs: 500,
    });
    await expect(following).rejects.toMatchObject({ code: 'unreachable' });
    back();
    expect(service.sandboxes.all).toHaveLength(1);
    await running;
  });
});

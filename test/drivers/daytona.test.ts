import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import daytona from '../../shared/drivers/daytona.ts';
import { removeSandbox } from '../../shared/drivers/remove.ts';
import type { Sandbox } from '../../shared/drivers/types.ts';
import { followSession, runSession } from '../../shared/session/index.ts';
import { type LocalDaytona, startDaytona } from '../services/daytona/server.ts';

let service: LocalDaytona;
beforeEach(async () => {
  service = await startDaytona({ maxCpus: 3, minuteMs: 1000, listLagMs: 60_000 });
});
afterEach(() => service[Symbol.asyncDispose]());

type Settings = Parameters<typeof daytona.make>[0];
function driver(settings: Partial<Settings> = {}, key: string | undefined = service.key) {
  return daytona.make(daytona.settings.parse({ apiUrl: service.apiUrl, ...settings }), {
    dataDir: '/nonexistent',
    ...(key && { credentials: { DAYTONA_API_KEY: key } }),
  });
}
let count = 0;
const create = (settings: Partial<Settings> = {}) =>
  driver(settings).create({ name: `t-${count++}`, labels: { run: 'r1' } });

describe('what is said before anything runs', () => {
  test('a missing key is named, and nobody is asked', async () => {
    await expect(driver({}, '').probe()).rejects.toMatchObject({
      code: 'auth',
      message: expect.stringContaining('DAYTONA_API_KEY'),
      hint: expect.stringContaining('https://app.daytona.io'),
    });
    expect(service.api.requests).toEqual([]);
  });

  test('a refused key is named', async () => {
    await expect(driver({}, 'dtn_wrong').probe()).rejects.toMatchObject({
      code: 'auth',
      message: expect.stringContaining('DAYTONA_API_KEY'),
    });
    expect(service.api.requests).toEqual(['GET /api/sandbox']);
  });

  test.for([
    [{ snapshot: 'a', image: 'b' }, 'image'],
    [{ resources: { cpus: 2 } }, 'resources'],
    [{ image: 'debian:12', resources: { memory: '1500m' } }, 'resources'],
    [{ image: 'debian:12', resources: { memory: '2g', cpus: 2, disk: '10g' } }, undefined],
    [{ ttl: '30s' }, 'ttl'],
    [{ network: { allow: Array.from({ length: 21 }, (_, i) => `a${i}.org`) } }, 'network'],
    [{ network: { allow: ['PyPI.org'] } }, 'network'],
    [{ apiUrl: 'app.daytona.io' }, 'apiUrl'],
  ] as const)('settings %j', ([settings, path]) => {
    const { error } = daytona.settings.safeParse(settings);
    if (path === undefined) expect(error).toBeUndefined();
    else expect(error?.issues[0]?.path[0]).toBe(path);
  });

  test.for([
    [{ snapshot: 'none-such' }, 'none-such'],
    [{ region: 'mars' }, 'mars'],
  ] as const)('what does not exist: %j', async ([settings, text]) => {
    await expect(create(settings)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining(text),
    });
    expect(service.sandboxes.all).toEqual([]);
  });
});

describe('what the service is told', () => {
  test.for([
    ['full', {}],
    ['none', { networkBlockAll: true }],
    [{ allow: ['pypi.org', '*.example.com'] }, { domainAllowList: 'pypi.org,*.example.com' }],
  ] as const)('network %j', async ([network, expected]) => {
    await create({ network: network as Settings['network'] });
    const { networkBlockAll, networkAllowList, domainAllowList } = service.sandboxes.all[0] ?? {};
    expect({ networkBlockAll, networkAllowList, domainAllowList }).toEqual(expected);
  });

  test('region, time to live, labels, and never to stop what seems idle', async () => {
    await create({ region: 'eu', ttl: '90s', labels: { team: 'a' } });
    expect(service.sandboxes.all[0]).toMatchObject({
      target: 'eu',
      ttlMinutes: 2,
      autoStopInterval: 0,
      labels: { team: 'a', 'speckit-remote.run': 'r1' },
    });
  });

  test('an image with resources', async () => {
    await create({ image: 'debian:12', resources: { cpus: 2, memory: '4g' } });
    expect(service.sandboxes.all[0]).toMatchObject({ cpu: 2, memory: 4, state: 'started' });
  });

  test('the time to live ends the sandbox, and the list no longer shows it although Daytona’s does', async () => {
    const sandbox = await create({ ttl: '1m' });
    await expect(driver().list({ run: 'r1' })).resolves.toHaveLength(1);
    await vi.waitFor(() => expect(service.sandboxes.all).toEqual([]), { timeout: 5000, interval: 50 });
    await expect(sandbox.exec(['true'])).rejects.toMatchObject({ code: 'missing' });
    expect(service.sandboxes.listed).toHaveLength(1);
    expect(await driver().list({ run: 'r1' })).toEqual([]);
  });
});

test('variables of a command keep their values, whatever the driver’s own scripts call theirs', async () => {
  const sandbox = await create();
  const env = { dir: '1', n: '2', next: '3', in: '4', end: '5', size: '6' };
  const { stdout } = await sandbox.exec(['sh', '-c', 'echo "$dir$n$next$in$end$size"; cat'], {
    env,
    stdin: Readable.from([Buffer.from('fed')]),
  });
  expect(stdout.toString()).toBe('123456\nfed');
});

describe('failures', () => {
  test('a quota', async () => {
    for (let made = 0; made < 3; made++) await create();
    await expect(create()).rejects.toMatchObject({
      code: 'exhausted',
      message: expect.stringContaining('Total CPU limit exceeded'),
    });
  });

  test.for([
    [429, 'exhausted'],
    [500, 'unreachable'],
    [503, 'unreachable'],
  ] as const)('the API answers %d: %s', async ([status, code]) => {
    service.api.fault({ on: /^POST \/api\/sandbox$/, status, body: { statusCode: status, message: 'no' } });
    await expect(create()).rejects.toMatchObject({ code, retryable: true });
  });

  test('a create whose answer is lost leaves nothing', async () => {
    service.api.fault({ on: /^POST \/api\/sandbox$/, dropAfterBytes: 40 });
    await expect(create()).rejects.toMatchObject({ code: 'unreachable' });
    expect(service.sandboxes.all).toEqual([]);
  });

  test('a create that is aborted on the way leaves nothing', async () => {
    service.api.fault({ on: /^POST \/api\/sandbox$/, delayMs: 300 });
    const abort = new AbortController();
    const creating = driver().create({ name: 'aborted', labels: {} }, { signal: abort.signal });
    const reason = new Error('enough');
    await vi.waitFor(() => expect(service.api.requests).toContain('POST /api/sandbox'));
    abort.abort(reason);
    await expect(creating).rejects.toBe(reason);
    await vi.waitFor(
      () => expect(service.api.requests.some(line => line.startsWith('DELETE'))).toBe(true),
      5000,
    );
    await vi.waitFor(() => expect(service.sandboxes.all).toEqual([]));
  });

  test('a key that expires in the middle is named', async () => {
    const sandbox = await create();
    service.setKeys();
    await expect(sandbox.exec(['true'])).rejects.toMatchObject({ code: 'auth' });
    await expect(sandbox.destroy()).rejects.toMatchObject({ code: 'auth' });
    service.setKeys([service.key]);
    await sandbox.destroy();
  });

  test('a stopped sandbox is said to be stopped', async () => {
    const sandbox = await create();
    const [box] = service.sandboxes.all;
    if (box) await service.sandboxes.stop(box);
    await expect(sandbox.exec(['true'])).rejects.toMatchObject({
      code: 'missing',
      message: expect.stringContaining('stopped'),
    });
    expect(await driver().list({ run: 'r1' })).toMatchObject([{ state: 'stopped' }]);
    await removeSandbox(driver(), sandbox.id, AbortSignal.timeout(10_000));
    expect(service.sandboxes.all).toEqual([]);
    await removeSandbox(driver(), sandbox.id, AbortSignal.timeout(10_000));
  });

  test('a download that breaks off is no shorter file', async () => {
    const sandbox = await create();
    await sandbox.exec(['sh', '-c', 'head -c 3000000 /dev/zero >big']);
    service.proxy.fault({ on: /bulk-download$/, dropAfterBytes: 1_000_000 });
    const reading = sandbox.readFile(`${sandbox.home}/big`).then(buffer);
    await expect(reading).rejects.toMatchObject({ code: 'unreachable' });
  });

  test('a command that somebody killed from outside is no empty success', async () => {
    const sandbox = await create();
    const script = 'kill -KILL $(cat "$XDG_RUNTIME_DIR/.speckit-$SPECKIT_REMOTE_EXEC/pid"); sleep 60';
    const running = sandbox.exec(['sh', '-c', script]);
    await expect(running).rejects.toMatchObject({ code: 'unreachable' });
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

  test('nor does an outage, and nothing is left in the sandbox', async () => {
    const sandbox = await create();
    const { running, text } = await counting(sandbox, 60);
    const back = service.proxy.outage();
    await pause(2500);
    back();
    expect(await running).toEqual({ kind: 'exited', exitCode: 0 });
    expect(text()).toBe(numbers(60));
    const search =
      'grep -lasF "$1""$2" /proc/[0-9]*/cmdline; ls -a "$1" "$XDG_RUNTIME_DIR" | grep "^.speckit-[0-9a-f]*-"';
    const { stdout } = await sandbox.exec([
      'sh',
      '-c',
      `${search} | grep -v "$SPECKIT_REMOTE_EXEC"; :`,
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

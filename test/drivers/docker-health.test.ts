import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import docker from '../../shared/drivers/docker.ts';
import type { Sandbox } from '../../shared/drivers/types.ts';
import { runSession } from '../../shared/session/index.ts';
import { testImage } from '../support/docker-image.ts';
import { dockerMissing } from '../support/needs.ts';
import { proxyImage } from '../support/proxy-image.ts';

const skip = dockerMissing();
const engine = (...args: string[]) => execFileSync('docker', args).toString().trim();

describe.skipIf(skip)(`a docker sandbox${skip ? ` (${skip})` : ''}`, () => {
  const suite = randomUUID();
  let image = '';
  let count = 0;
  const name = () => `test-${suite.slice(0, 8)}-${count++}`;
  const driver = (settings = {}) =>
    docker.make(docker.settings.parse({ image, ...settings }), { dataDir: '/nonexistent' });
  const create = (settings = {}) =>
    driver({ network: 'none', ...settings }).create({ name: name(), labels: { suite } });
  beforeAll(async () => {
    image = await testImage();
    await proxyImage();
  }, 600_000);
  afterAll(async () => {
    for (const { id } of await driver().list({ suite })) await (await driver().attach(id)).destroy();
  });

  /** How a session ends after `disturb`, which is called when its command is in full swing and has long to go. */
  async function disturbed(sandbox: Sandbox, disturb: () => void) {
    const session = runSession(sandbox, {
      dir: `${sandbox.home}/ctl`,
      start: { script: 'sleep 2; echo up; sleep 600', cwd: sandbox.home },
      onOutput() {
        disturb();
      },
    });
    return await session.then(
      () => expect.unreachable(),
      reason => reason,
    );
  }

  test.for([
    ['stopped', 'kill', /ended \(exit code 137\)/],
    ['paused', 'pause', /is paused/],
    ['removed', 'rm', /is gone/],
  ] as const)('that is %s is noticed', async ([, verb, message]) => {
    const sandbox = await create();
    const error = await disturbed(sandbox, () => engine(verb, ...(verb === 'rm' ? ['-f'] : []), sandbox.id));
    expect(error).toMatchObject({ code: 'missing', message: expect.stringMatching(message) });
    await sandbox.destroy();
  });

  test('that ends for want of memory is noticed, and told from others', async () => {
    const sandbox = await create({ memory: '32m' });
    // The kernel would choose the hog itself; made to choose the container's first process, it ends the container.
    const hog = `sleep 1.5; for p in /proc/[0-9]*; do
      [ "$(head -c4 "$p/cmdline")" = tail ] && echo 1000 >"$p/oom_score_adj"; done; tail /dev/zero; sleep 60`;
    await expect(sandbox.exec(['sh', '-c', hog])).rejects.toMatchObject({
      code: 'exhausted',
      message: 'The sandbox ran out of memory and was ended.',
      hint: expect.stringContaining('`memory`'),
    });
    await expect(sandbox.exec(['true'])).rejects.toMatchObject({ code: 'exhausted' });
  });

  describe('with an allow list', () => {
    const left = (of: string) => [
      engine('ps', '-aq', '--filter', `name=${of}`),
      engine('network', 'ls', '-q', '--filter', `name=${of}`),
    ];

    test('labels its proxy and its network, and takes them along', async () => {
      const sandbox = await driver().create({ name: name(), labels: { suite, run: 'r1' } });
      const [{ Name: own }] = JSON.parse(engine('inspect', sandbox.id));
      const labels = { 'speckit-remote.sandbox.suite': suite, 'speckit-remote.sandbox.run': 'r1' };
      const [proxy] = JSON.parse(engine('inspect', `${own.slice(1)}-proxy`));
      const [network] = JSON.parse(engine('network', 'inspect', own.slice(1)));
      expect(proxy.Config.Labels).toMatchObject({ ...labels, 'speckit-remote': 'proxy' });
      expect(network).toMatchObject({ Internal: true, Labels: { ...labels, 'speckit-remote': 'egress' } });
      expect(proxy.HostConfig).toMatchObject({ CapDrop: ['ALL'], ReadonlyRootfs: true });
      expect(await driver().list({ suite, run: 'r1' })).toHaveLength(1);
      await (await driver({ network: 'full' }).attach(sandbox.id)).destroy();
      expect(left(own.slice(1))).toEqual(['', '']);
    });

    test.for([
      ['network', []],
      ['network and proxy', ['-proxy']],
    ] as const)('of which only %s came to be is listed and swept', async ([, parts]) => {
      const half = randomUUID();
      const own = `speckit-remote-${name()}`;
      const label = (role: string) => [
        '--label',
        `speckit-remote=${role}`,
        '--label',
        `speckit-remote.sandbox.half=${half}`,
      ];
      engine('network', 'create', '--internal', ...label('egress'), own);
      for (const part of parts)
        engine('create', '--name', own + part, '--network', own, ...label('proxy'), image, 'true');
      const found = await driver().list({ half });
      expect(found).toEqual([{ id: own, labels: { half }, createdAt: expect.any(Date), state: 'stopped' }]);
      const sandbox = await driver().attach(own);
      await expect(sandbox.exec(['true'])).rejects.toMatchObject({ code: 'missing' });
      await sandbox.destroy();
      await sandbox.destroy();
      expect(await driver().list({ half })).toEqual([]);
      expect(left(own)).toEqual(['', '']);
      await expect(driver().attach(own)).rejects.toMatchObject({ code: 'missing' });
    });

    test('a network of somebody else is none of ours', async () => {
      const foreign = `foreign-${suite.slice(0, 8)}`;
      engine('network', 'create', foreign);
      try {
        await expect(driver().attach(foreign)).rejects.toMatchObject({ code: 'missing' });
      } finally {
        engine('network', 'rm', foreign);
      }
    });

    test('leaves nothing behind when its creation is broken off or fails', async () => {
      const own = name();
      for (const ms of [0, 20, 60, 120, 200, 300, 400]) {
        await driver()
          .create({ name: own, labels: { suite } }, { signal: AbortSignal.timeout(ms) })
          .then(
            sandbox => sandbox.destroy(),
            error => expect(error).toMatchObject({ name: 'TimeoutError' }),
          );
        expect(left(own)).toEqual(['', '']);
      }
      const failing = driver({ image: 'localhost/no-such:1' }).create({ name: own, labels: { suite } });
      await expect(failing).rejects.toMatchObject({ code: 'missing' });
      expect(left(own)).toEqual(['', '']);
    }, 60_000);

    test('whose outer network is not there says so', async () => {
      const failing = driver({ engineNetwork: 'no-such-network' }).create({
        name: name(),
        labels: { suite },
      });
      const sandbox = await failing.catch(() => undefined);
      await expect(sandbox ? sandbox.exec(['true']) : failing).rejects.toMatchObject({ hint: /./ });
      await sandbox?.destroy();
    });
  });
});

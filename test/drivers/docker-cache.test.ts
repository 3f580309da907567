import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import docker from '../../shared/drivers/docker.ts';
import { testImage } from '../support/docker-image.ts';
import { dockerMissing } from '../support/needs.ts';
import { proxyImage } from '../support/proxy-image.ts';

const skip = dockerMissing();
const CACHE = ['.npm', '.cache/pip'];

describe.skipIf(skip)(`caches in docker${skip ? ` (${skip})` : ''}`, () => {
  const suite = randomUUID();
  /** A number that no other repository has, as the volumes outlive the sandboxes. */
  const repository = String(Date.now());
  let image = '';
  let count = 0;
  const driver = (settings = {}) =>
    docker.make(docker.settings.parse({ image, network: 'none', cache: CACHE, ...settings }), {
      dataDir: '/nonexistent',
    });
  const create = (settings = {}, labels: Record<string, string> = { repository }) =>
    driver(settings).create({
      name: `test-${suite.slice(0, 8)}-${count++}`,
      labels: { suite, run: `r${count}`, ...labels },
    });
  const volumes = (of = repository) =>
    execFileSync('docker', ['volume', 'ls', '-q', '--filter', `name=speckit-remote-cache-${of}-`])
      .toString()
      .split('\n')
      .filter(Boolean);

  beforeAll(async () => {
    image = await testImage();
    await proxyImage();
  }, 600_000);
  afterAll(async () => {
    for (const { id } of await driver().list({ suite })) await (await driver().attach(id)).destroy();
    for (const volume of [...volumes(), ...volumes(`${repository}9`)])
      execFileSync('docker', ['volume', 'rm', volume]);
  });

  test.for([{}, { readonly: true }])(
    '%j: what a run leaves there the next one of the repository finds',
    async settings => {
      const first = await create(settings);
      const wrote = await first.exec([
        'sh',
        '-c',
        'umask 077; echo kept >.npm/a && echo kept >.cache/pip/b && echo own >.cache/c',
      ]);
      expect(wrote).toMatchObject({ exitCode: 0 });
      await first.destroy();
      const second = await create(settings);
      const { stdout } = await second.exec(['sh', '-c', 'cat .npm/a .cache/pip/b; ls .cache/c 2>&1; id -u']);
      expect(stdout.toString()).toMatch(/^kept\nkept\n.*No such file.*\n1000\n$/);
      await second.destroy();
      const [volume = ''] = volumes();
      const [{ Labels: labels }] = JSON.parse(
        execFileSync('docker', ['volume', 'inspect', volume]).toString(),
      );
      expect(labels).toEqual({ 'speckit-remote': 'cache', 'speckit-remote.sandbox.repository': repository });
    },
  );

  test('another repository, another installation and another server find nothing of it', async () => {
    const first = await create();
    await first.exec(['touch', '.npm/mine']);
    for (const labels of [
      { repository: `${repository}9` },
      { repository, installation: '5' },
      { repository, server: 's' },
    ]) {
      const other = await create({}, labels);
      expect((await other.exec(['ls', '.npm'])).stdout.toString()).toBe('');
      await other.destroy();
    }
    await first.destroy();
  });

  test('without a repository there is none', async () => {
    const sandbox = await create({}, {});
    expect((await sandbox.exec(['ls', '-A'])).stdout.toString()).not.toContain('.npm');
    await sandbox.destroy();
  });

  test('one that is over its limit starts again empty, also when another process ends the run', async () => {
    const limits = { cacheLimit: '3m' };
    const below = await create(limits);
    await below.exec(['sh', '-c', 'head -c 2000000 /dev/zero >.npm/small']);
    await below.destroy();
    const above = await create(limits);
    expect((await above.exec(['ls', '.npm'])).stdout.toString()).toContain('small');
    await above.exec(['sh', '-c', 'umask 077; mkdir .npm/deep; head -c 2000000 /dev/zero >.npm/deep/more']);
    await (await driver({ cacheLimit: '1g' }).attach(above.id)).destroy();
    const next = await create(limits);
    expect((await next.exec(['ls', '.npm'])).stdout.toString()).toBe('');
    await next.destroy();
  });

  test('one that another run uses is left alone', async () => {
    const limits = { cacheLimit: '1m' };
    const [one, two] = [await create(limits), await create(limits)];
    await one.exec(['sh', '-c', 'head -c 2000000 /dev/zero >.npm/big']);
    await one.destroy();
    expect((await two.exec(['ls', '.npm'])).stdout.toString()).toContain('big');
    await two.destroy();
    const next = await create(limits);
    expect((await next.exec(['ls', '.npm'])).stdout.toString()).toBe('');
    await next.destroy();
  });

  test('a run cannot lead the next one out of its cache by a link', async () => {
    const first = await create();
    await first.exec(['sh', '-c', 'c=$(dirname "$(readlink .cache/pip)"); rm -rf "$c"; ln -s /etc "$c"']);
    await first.destroy();
    const second = await create();
    const { stdout } = await second.exec([
      'sh',
      '-c',
      'readlink -f .cache/pip; ls -A .cache/pip; [ -w .cache/pip ] && echo mine',
    ]);
    expect(stdout.toString()).toBe('/var/cache/speckit-remote/1000/.cache/pip\nmine\n');
    await second.destroy();
  });

  test('no helper is left behind', () => {
    expect(execFileSync('docker', ['ps', '-aq', '--filter', 'label=speckit-remote=cache']).toString()).toBe(
      '',
    );
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import docker from '../../shared/drivers/docker.ts';
import { testImage } from '../support/docker-image.ts';
import { dockerMissing } from '../support/needs.ts';

const skip = dockerMissing();

describe.skipIf(skip)(`docker, read-only${skip ? ` (${skip})` : ''}`, () => {
  const suite = randomUUID();
  let image = '';
  const driver = (settings = {}) =>
    docker.make(docker.settings.parse({ image, network: 'none', ...settings }), { dataDir: '/nonexistent' });
  beforeAll(async () => {
    image = await testImage();
  }, 300_000);
  afterAll(async () => {
    for (const { id } of await driver().list({ suite })) await (await driver().attach(id)).destroy();
  });

  test.for([{ readonly: true }, { readonly: true, user: 4321 }])(
    '%j: only home and /tmp can be written',
    async settings => {
      const sandbox = await driver(settings).create({
        name: `test-${suite.slice(0, 8)}-${settings.user}`,
        labels: { suite },
      });
      const places = [
        '/',
        '/etc',
        '/usr/bin',
        '/var/tmp',
        '/home',
        '/home/speckit',
        '/home/speckit/.config',
        '/tmp',
      ];
      const script =
        'mkdir -p "$HOME/.config"; for place; do touch "$place/new" 2>/dev/null && echo "$place"; done; exit 0';
      const { stdout } = await sandbox.exec(['sh', '-c', script, 'sh', ...places]);
      expect(stdout.toString().trim().split('\n')).toEqual([
        '/home/speckit',
        '/home/speckit/.config',
        '/tmp',
      ]);
      const run = await sandbox.exec([
        'sh',
        '-c',
        'printf "#!/bin/sh\\necho ran" >/tmp/x; chmod +x /tmp/x; /tmp/x',
      ]);
      expect(run.stdout.toString()).toBe('ran\n');
      await sandbox.destroy();
    },
  );
});

import { expect, test } from 'vitest';
import docker from '../../shared/drivers/docker.ts';
import { containerOptions } from '../../shared/drivers/docker-container.ts';
import { dockerSettings } from '../../shared/drivers/docker-settings.ts';

const spec = { name: 'r1-1', labels: { run: 'r1' } };

test('an empty profile is a complete one', () => {
  const options = containerOptions(dockerSettings.parse({}), spec, 8);
  expect(options).toMatchObject({
    name: 'speckit-remote-r1-1',
    Image: 'speckit-remote:latest',
    User: '1000:1000',
    Labels: { 'speckit-remote': 'sandbox', 'speckit-remote.sandbox.run': 'r1' },
    HostConfig: {
      Init: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      NetworkMode: 'speckit-remote-r1-1',
      Memory: 4 * 2 ** 30,
      MemorySwap: 4 * 2 ** 30,
      NanoCpus: 2e9,
      PidsLimit: 1024,
    },
  });
});

test('a small engine is not asked for more cores than it has, unless the profile says so', () => {
  expect(containerOptions(dockerSettings.parse({}), spec, 1).HostConfig?.NanoCpus).toBe(1e9);
  expect(containerOptions(dockerSettings.parse({ cpus: 1.5 }), spec, 1).HostConfig?.NanoCpus).toBe(1.5e9);
});

test.for([
  { network: 'allow-list' },
  { network: 'host' },
  { network: { allow: [] } },
  { network: { allow: ['https://pypi.org'] } },
  { network: { allow: ['*'] } },
  { network: { allow: ['10.0.0.1'] } },
  { network: { allow: ['localhost'] } },
  { engineNetwork: 'host' },
  { engineNetwork: 'container:other' },
  { cache: ['/etc'] },
  { cache: ['../x'] },
  { cache: ['a/../../x'] },
  { cacheLimit: '2' },
  { readonly: 'yes' },
  { memory: '4' },
  { memory: '1m' },
  { memory: 4 },
  { cpus: 0 },
  { pids: 1.5 },
  { user: 0 },
  { user: 'root' },
  { image: '' },
  { image: '--privileged' },
  { privileged: true },
])('refuses %j and names the key', settings => {
  const result = dockerSettings.safeParse(settings);
  expect(result.success).toBe(false);
  const [issue] = result.error?.issues ?? [];
  const [key] = Object.keys(settings);
  expect(issue?.path[0] ?? (issue && 'keys' in issue ? issue.keys[0] : undefined)).toBe(key);
});

test('only the full network comes with a notice', () => {
  const make = (settings: object) => docker.make(dockerSettings.parse(settings), { dataDir: '/nonexistent' });
  expect(make({ network: 'full' }).notice).toContain('network: full');
  expect(make({}).notice).toBeUndefined();
  expect(make({ network: 'none' }).notice).toBeUndefined();
});

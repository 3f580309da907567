import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll } from 'vitest';
import docker from '../../shared/drivers/docker.ts';
import { testImage } from '../support/docker-image.ts';
import { dockerMissing } from '../support/needs.ts';
import { startOuterNetwork } from '../support/outer-network.ts';
import { proxyImage } from '../support/proxy-image.ts';
import { driverContract, uniqueName } from './driver.ts';
import type { NetworkSetup } from './network.ts';

const skip = dockerMissing();
let image = '';
let outer: Awaited<ReturnType<typeof startOuterNetwork>> | undefined;
beforeAll(async () => {
  if (skip) return;
  image = await testImage();
  await proxyImage();
  outer = await startOuterNetwork(image);
}, 600_000);
afterAll(() => outer?.[Symbol.asyncDispose]());

const make = (settings: object) =>
  docker.make(docker.settings.parse({ image, ...settings }), { dataDir: '/nonexistent' });
const driver = () => make({});
const network: NetworkSetup = {
  driver: network => make({ network, engineNetwork: outer?.name }),
  names: () => ({ allowed: outer?.allowed ?? '', denied: outer?.denied ?? '' }),
};

async function smallDisk() {
  const labels = ['--label', 'speckit-remote=sandbox', '--user', '1000:1000', '--init', '--network', 'none'];
  const name = uniqueName();
  // A volume, as the engine writes no files into a container's own tmpfs.
  const small = ['--opt', 'type=tmpfs', '--opt', 'device=tmpfs', '--opt', 'o=size=1m,uid=1000'];
  execFileSync('docker', ['volume', 'create', ...small, name]);
  const disk = ['--volume', `${name}:/small`, '--name', name];
  const id = execFileSync('docker', [
    'run',
    '--detach',
    ...labels,
    ...disk,
    image,
    'tail',
    '-f',
    '/dev/null',
  ]);
  const sandbox = await driver().attach(id.toString().trim());
  return {
    sandbox,
    dir: '/small',
    async [Symbol.asyncDispose]() {
      await sandbox.destroy();
      execFileSync('docker', ['volume', 'rm', name]);
    },
  };
}

driverContract('docker', skip, { driver, smallDisk, network });
driverContract('docker, read-only', skip, {
  driver: () => make({ readonly: true, network: 'none' }),
  smallDisk,
  exempt: { network: 'is tried above' },
});

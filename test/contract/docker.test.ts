import { execFileSync } from 'node:child_process';
import { beforeAll } from 'vitest';
import docker from '../../shared/drivers/docker.ts';
import { testImage } from '../support/docker-image.ts';
import { dockerMissing } from '../support/needs.ts';
import { driverContract, uniqueName } from './driver.ts';

const skip = dockerMissing();
let image = '';
beforeAll(async () => {
  if (!skip) image = await testImage();
}, 300_000);

const driver = () => docker.make(docker.settings.parse({ image }), { dataDir: '/nonexistent' });

async function smallDisk() {
  const labels = ['--label', 'speckit-remote=sandbox', '--user', '1000:1000', '--init', '--network', 'none'];
  const disk = ['--tmpfs', '/small:size=1m,uid=1000', '--name', uniqueName()];
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
  return { sandbox, dir: '/small', [Symbol.asyncDispose]: () => sandbox.destroy() };
}

driverContract('docker', skip, { driver, smallDisk });

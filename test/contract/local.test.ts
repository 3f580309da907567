import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import local from '../../shared/drivers/local.ts';
import { driverContract, uniqueName } from './driver.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'speckit-local-'));
afterAll(() => rm(dataDir, { recursive: true }));

const driver = () => local.make(local.settings.parse({}), { dataDir });
const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

async function smallDisk() {
  const sandbox = await driver().create({ name: uniqueName(), labels: {} });
  const dir = join(sandbox.home, 'small');
  await mkdir(dir);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', dir]);
  return {
    sandbox,
    dir,
    async [Symbol.asyncDispose]() {
      execFileSync('umount', ['--lazy', dir]);
      await sandbox.destroy();
    },
  };
}

driverContract('local', false, {
  driver,
  ...(mayMount && { smallDisk }),
  exempt: {
    network: 'it has no such setting: commands run on the server itself',
    ...(process.platform !== 'linux' && { usage: 'only Linux shows what the processes of others use' }),
    ...(!mayMount && { smallDisk: 'only root on Linux can mount a small disk' }),
  },
});

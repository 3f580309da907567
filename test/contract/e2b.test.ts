import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import e2b from '../../shared/drivers/e2b.ts';
import { startE2b } from '../services/e2b/server.ts';
import { type ContractSetup, driverContract, uniqueName } from './driver.ts';

const key = process.env.E2B_API_KEY;

if (key) {
  // The real service; the template must have what the suite uses: a POSIX sh, setsid, GNU date.
  const template = process.env.E2B_TEMPLATE ?? 'base';
  driverContract('e2b', false, {
    driver: () =>
      e2b.make(e2b.settings.parse({ template, network: 'full' }), {
        dataDir: '/nonexistent',
        credentials: { E2B_API_KEY: key },
      }),
    exempt: { smallDisk: 'nobody may mount a disk there' },
  });
} else {
  const service = await startE2b();
  afterAll(() => service[Symbol.asyncDispose]());
  const { apiUrl, sandboxUrl } = service;
  const driver = () =>
    e2b.make(e2b.settings.parse({ apiUrl, sandboxUrl }), {
      dataDir: '/nonexistent',
      credentials: { E2B_API_KEY: service.key },
    });
  driverContract('e2b', false, { driver, ...smallDisk(driver) });
}

function smallDisk(driver: ContractSetup['driver']): Pick<ContractSetup, 'smallDisk' | 'exempt'> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return { exempt: { smallDisk: 'only root on Linux can mount a small disk' } };
  }
  return {
    async smallDisk() {
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
    },
  };
}

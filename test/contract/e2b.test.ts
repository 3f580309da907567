import { afterAll } from 'vitest';
import e2b from '../../shared/drivers/e2b.ts';
import { startE2b } from '../services/e2b/server.ts';
import { driverContract } from './driver.ts';
import { smallDisk } from './small-disk.ts';

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
    exempt: { smallDisk: 'nobody may mount a disk there', network: 'this machine is not its host' },
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
  const disk = smallDisk(driver);
  // What is asked of the service is tried in the driver's own tests.
  const network = 'the service enforces it, and the local one runs its processes on this machine';
  driverContract('e2b', false, { driver, ...disk, exempt: { ...disk.exempt, network } });
}

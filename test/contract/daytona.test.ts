import { afterAll } from 'vitest';
import daytona from '../../shared/drivers/daytona.ts';
import { startDaytona } from '../services/daytona/server.ts';
import { driverContract } from './driver.ts';
import { smallDisk } from './small-disk.ts';

const key = process.env.DAYTONA_API_KEY;

if (key) {
  // The real service; the snapshot must have what the suite uses: a POSIX sh, setsid, GNU date.
  const snapshot = process.env.DAYTONA_SNAPSHOT;
  driverContract('daytona', false, {
    driver: () =>
      daytona.make(daytona.settings.parse({ ...(snapshot && { snapshot }), network: 'full' }), {
        dataDir: '/nonexistent',
        credentials: { DAYTONA_API_KEY: key },
      }),
    exempt: { smallDisk: 'nobody may mount a disk there', network: 'this machine is not its host' },
  });
} else {
  const service = await startDaytona();
  afterAll(() => service[Symbol.asyncDispose]());
  const driver = () =>
    daytona.make(daytona.settings.parse({ apiUrl: service.apiUrl }), {
      dataDir: '/nonexistent',
      credentials: { DAYTONA_API_KEY: service.key },
    });
  const disk = smallDisk(driver);
  // What is asked of the service is tried in the driver's own tests.
  const network = 'the service enforces it, and the local one runs its processes on this machine';
  driverContract('daytona', false, { driver, ...disk, exempt: { ...disk.exempt, network } });
}

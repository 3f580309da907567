import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { driverContract } from '../../contract/driver.ts';
import { smallDisk } from '../../contract/small-disk.ts';
import folder from './folder-driver.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'speckit-fifth-'));
afterAll(() => rm(dataDir, { recursive: true }));

const driver = () => folder.make(folder.settings.parse({}), { dataDir });
const disk = smallDisk(driver);
driverContract('fifth, from WRITING.md', false, {
  driver,
  ...disk,
  exempt: { ...disk.exempt, usage: 'it has no such method', network: 'it has no such setting' },
});

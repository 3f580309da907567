import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ContractSetup, uniqueName } from './driver.ts';

/** A disk of 1 MiB in a sandbox whose files are this machine's. */
export function smallDisk(driver: ContractSetup['driver']): Pick<ContractSetup, 'smallDisk' | 'exempt'> {
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

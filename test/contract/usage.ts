import { expect, test, vi } from 'vitest';
import type { ContractContext } from './driver.ts';
import { untilPrinted } from './until.ts';

const MB = 2 ** 20;

/** One meaning and unit for all: CPU in percent of one core, memory and disk in bytes. */
export function usageCases({ setup, create }: ContractContext): void {
  const reason = setup.exempt?.usage;
  if (reason) {
    test(`leaves usage out: ${reason}`, async () => {
      const sandbox = await create();
      expect(sandbox.usage).toBeUndefined();
    });
    return;
  }

  test('tells what a busy command uses', async () => {
    const sandbox = await create();
    const busy = `head -c ${40 * MB} /dev/zero >big; x=$(head -c ${50 * MB} /dev/zero | tr '\\0' x)
      echo up; while :; do :; done`;
    await using _command = await untilPrinted(sandbox, busy, 'up\n');
    await vi.waitFor(
      async () => {
        const usage = await sandbox.usage?.();
        // One loop: on a busy machine less than a core, never much more.
        expect(usage?.cpuPercent).toBeGreaterThan(10);
        expect(usage?.cpuPercent).toBeLessThan(150);
        expect(usage?.memoryBytes).toBeGreaterThan(45 * MB);
        expect(usage?.memoryBytes).toBeLessThan(400 * MB);
        expect(usage?.diskBytes).toBeGreaterThanOrEqual(40 * MB);
      },
      { timeout: 20_000 },
    );
    await sandbox.destroy();
  });

  test('usage of a sandbox that is gone is missing', async () => {
    const sandbox = await create();
    await sandbox.destroy();
    if (sandbox.usage) await expect(sandbox.usage()).rejects.toMatchObject({ code: 'missing' });
  });
}

import { setTimeout as pause } from 'node:timers/promises';

/**
 * Calls `check` until it throws no more and resolves with what it returns; rejects with its last error after `timeout`
 * milliseconds. Also works outside of a test.
 */
export async function until<T>(
  check: () => T | Promise<T>,
  { timeout, interval }: { timeout: number; interval: number },
): Promise<T> {
  const since = performance.now();
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() - since > timeout) throw error;
      await pause(interval);
    }
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import type { SandboxMetrics } from '@e2b/code-interpreter';
import { SpeckitError } from '../errors.ts';
import type { UsageSample } from '../events.ts';
import type { CallOptions } from './types.ts';

/** The service samples every five seconds, so a new sandbox has no sample yet. */
const FIRST_SAMPLE_MS = 15_000;
const AGAIN_MS = 1000;

/** CPU and memory of the newest sample. Its CPU is percent of all cores. */
export async function usageE2b(
  read: () => Promise<SandboxMetrics[]>,
  { signal }: CallOptions,
): Promise<Pick<UsageSample, 'cpuPercent' | 'memoryBytes'>> {
  const until = performance.now() + FIRST_SAMPLE_MS;
  for (;;) {
    const last = (await read()).at(-1);
    if (last) {
      return {
        cpuPercent: last.cpuUsedPct * last.cpuCount,
        memoryBytes: last.memUsed,
      };
    }
    if (performance.now() > until) {
      throw new SpeckitError('unreachable', 'E2B has no measurements of the sandbox yet.', {
        hint: 'They come every few seconds; an old template has none and must be built again.',
      });
    }
    await pause(AGAIN_MS, undefined, { signal });
  }
}

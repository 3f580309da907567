import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { UsageSample } from '../events.ts';
import { markedPids, SANDBOX_MARK } from './local-marks.ts';
import type { CallOptions } from './types.ts';

/** Between the two looks from which the CPU is computed. */
const WINDOW_MS = 500;
/** Of one tick of the kernel's account, and of a page, on every Linux that Node runs on. */
const TICK_MS = 10;
const PAGE_BYTES = 4096;

/** CPU and memory of all processes that carry the sandbox's mark. What they share counts once for each. */
export async function usageLocal(
  mark: string,
  { signal }: CallOptions,
): Promise<Pick<UsageSample, 'cpuPercent' | 'memoryBytes'>> {
  const before = await look(mark);
  const from = performance.now();
  await pause(WINDOW_MS, undefined, { signal });
  const after = await look(mark);
  const passedMs = performance.now() - from;
  const ticks = [...after].map(([pid, { cpu }]) => cpu - (before.get(pid)?.cpu ?? 0));
  return {
    cpuPercent: (Math.max(0, sum(ticks)) * TICK_MS * 100) / passedMs,
    memoryBytes: sum([...after.values()].map(({ pages }) => pages)) * PAGE_BYTES,
  };
}

/** By process, the CPU ticks it has had and its resident pages. */
async function look(mark: string): Promise<Map<number, { cpu: number; pages: number }>> {
  const pids = await markedPids(`${SANDBOX_MARK}=${mark}`);
  const rows = await Promise.all(pids.map(async pid => [pid, await processUsage(pid)] as const));
  return new Map(rows.flatMap(([pid, usage]) => (usage ? [[pid, usage]] : [])));
}

async function processUsage(pid: number): Promise<{ cpu: number; pages: number } | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    // The name in parentheses may hold anything, so what counts begins behind the last one.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { cpu: Number(fields[11]) + Number(fields[12]), pages: Number(fields[21]) };
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    // It ended meanwhile.
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

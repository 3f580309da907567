import type { ContainerStats } from 'dockerode';
import type { UsageSample } from '../events.ts';

/** One sample of `docker stats`: CPU in percent of one core, memory without what is only cached file content. */
export function usageOf(stats: ContainerStats): Omit<UsageSample, 'elapsedMs'> {
  const { cpu_stats: now, precpu_stats: before, memory_stats: memory } = stats;
  const used = now.cpu_usage.total_usage - before.cpu_usage.total_usage;
  const passed = now.system_cpu_usage - before.system_cpu_usage;
  // `total_` in cgroup version 1, without it in version 2.
  const cached: Record<string, number | undefined> = { ...memory.stats };
  const cachedBytes = cached.total_inactive_file ?? cached.inactive_file ?? 0;
  return {
    // The system's time counts all cores, so their number makes it percent of one.
    cpuPercent: passed > 0 ? (used / passed) * (now.online_cpus ?? 1) * 100 : 0,
    memoryBytes: Math.max(0, (memory.usage ?? 0) - cachedBytes),
  };
}

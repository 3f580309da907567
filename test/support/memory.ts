import { readdirSync, readFileSync } from 'node:fs';

const EVERY_MS = 20;
const PAGE_BYTES = 4096;

export interface MemoryWatch {
  /** The peaks in bytes: of all child processes together, and how much this process has grown. Zeros without `/proc`. */
  stop(): { children: number; grown: number };
}

/** Samples the resident memory of this process and its children. */
export function watchMemory(): MemoryWatch {
  const before = process.memoryUsage.rss();
  const peak = { children: 0, grown: 0 };
  const timer = setInterval(() => {
    peak.children = Math.max(peak.children, childrenBytes());
    peak.grown = Math.max(peak.grown, process.memoryUsage.rss() - before);
  }, EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}

function childrenBytes(): number {
  if (process.platform !== 'linux') return 0;
  const parents = new Map<number, number>();
  const pages = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      parents.set(Number(name), Number(fields[1]));
      pages.set(Number(name), Number(fields[21]));
    } catch {
      // It has ended in between.
    }
  }
  const isOurs = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent === process.pid || (parent !== undefined && parent > 1 && isOurs(parent));
  };
  return [...pages].reduce((sum, [pid, count]) => sum + (isOurs(pid) ? count * PAGE_BYTES : 0), 0);
}

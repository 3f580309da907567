/** `memory`: the kernel killed a process; `processes`: it refused one; `disk`: nothing is left. */
export type Shortage = 'memory' | 'processes' | 'disk';

/** How a session ended. `lost`: its processes are gone and left no exit code. */
export type SessionEnd =
  | {
      kind: 'exited';
      exitCode: number;
      /** The signal's name where the shell reported one (exit code 128 + n). */
      signal?: string;
      /** What the sandbox was short of meanwhile, where the command failed: the kernel's word, not the command's. */
      shortages?: readonly Shortage[];
    }
  | { kind: 'lost' };

/** By number as on Linux, where sandboxes run; macOS differs in none that a shell reports often. */
const SIGNALS: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
};

const SHORTAGES: readonly (readonly [RegExp, Shortage])[] = [
  [/^oom_kill /m, 'memory'],
  [/^max /m, 'processes'],
  [/^disk$/m, 'disk'],
];

/** Reads what the follower reports at the end: the `rc` file's number, then a line per shortage. `undefined`: unreadable. */
export function parseEnd(report: string): SessionEnd | undefined {
  const found = /^(\d{1,3})\s*((?:(?:oom_kill \d+|max \d+|disk)\s*)*)$/.exec(report);
  if (!found) return undefined;
  const exitCode = Number(found[1]);
  const signal = SIGNALS[exitCode - 128];
  const shortages = SHORTAGES.filter(([line]) => line.test(found[2] ?? '')).map(([, name]) => name);
  return {
    kind: 'exited',
    exitCode,
    ...(signal && { signal }),
    // A command that succeeds has coped.
    ...(exitCode !== 0 && shortages.length > 0 && { shortages }),
  };
}

/** How a session ended. `lost`: its processes are gone and left no exit code. */
export type SessionEnd =
  | {
      kind: 'exited';
      exitCode: number;
      /** The signal's name where the shell reported one (exit code 128 + n). */
      signal?: string;
      /** The kernel killed a process of the sandbox for want of memory meanwhile. */
      outOfMemory?: true;
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

/** Reads what the follower reports at the end: the `rc` file's number, then maybe `oom`. `undefined`: unreadable. */
export function parseEnd(report: string): SessionEnd | undefined {
  const found = /^(\d{1,3})\s*(oom)?\s*$/.exec(report);
  if (!found) return undefined;
  const exitCode = Number(found[1]);
  const signal = SIGNALS[exitCode - 128];
  return {
    kind: 'exited',
    exitCode,
    ...(signal && { signal }),
    ...(found[2] && signal === 'SIGKILL' && { outOfMemory: true }),
  };
}

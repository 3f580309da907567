import { execFileSync } from 'node:child_process';
import { access, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { vi } from 'vitest';

export interface Gate {
  /** Shell text: says that it is there, then waits. */
  readonly wait: string;
  /** Resolves once a command waits at the gate. */
  reached(): Promise<void>;
  isReached(): Promise<boolean>;
  /** Lets the command that waits go on. */
  open(): Promise<void>;
}

let gates = 0;

/** A gate that one local command can wait at; the reader of a pipe costs nothing while it waits. */
export function openGate(folder: string): Gate {
  const pipe = path.join(folder, `gate-${++gates}`);
  const mark = `${pipe}.reached`;
  execFileSync('mkfifo', [pipe]);
  return {
    wait: `touch ${mark}; cat ${pipe}`,
    isReached: () =>
      access(mark).then(
        () => true,
        () => false,
      ),
    reached: () => vi.waitFor(() => access(mark), { timeout: 120_000, interval: 20 }),
    open: () => writeFile(pipe, ''),
  };
}

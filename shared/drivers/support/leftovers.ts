import { randomUUID } from 'node:crypto';

/** Marks a command's processes where the service has no call that ends a whole command. */
export const EXEC_MARK = 'SPECKIT_REMOTE_EXEC';

/**
 * Kills every process whose environment holds one of the entries `$@`, until none is left, and those that come
 * meanwhile. A process that is just being replaced by another program shows no environment for a moment, so only
 * the second look that finds none counts. Busybox's grep sees nothing behind a NUL, and asking process by process
 * is slow.
 * Exit: 0 none is left, 6 some outlived it.
 */
const KILL_MARKED = `
if printf 'a\\0b' | grep -qF b
then marked() { grep -lsF "$1" /proc/[0-9]*/environ; }
else marked() {
    for file in /proc/[0-9]*/environ; do
      tr '\\0' '\\n' 2>/dev/null <"$file" | grep -qxF "$1" && echo "$file"
    done
  }
fi
n=0 none=0
while [ "$n" -lt 200 ]; do
  found=
  for mark; do
    for file in $(marked "$mark" 2>/dev/null); do
      pid=\${file#/proc/}; kill -KILL "\${pid%/environ}" 2>/dev/null && found=yes
    done
  done
  n=$((n + 1))
  [ -z "$found" ] || { none=0; continue; }
  none=$((none + 1))
  [ "$none" -lt 2 ] || exit 0
  sleep 0.02 || sleep 1
done
exit 6
`;

/** The command that kills every process with one of these marks, until none is left; a non-zero exit: some outlived it. */
export const killCommand = (marks: readonly string[], variable = EXEC_MARK): string[] => [
  ...['sh', '-c', KILL_MARKED, 'sh'],
  ...marks.map(mark => `${variable}=${mark}`),
];

/**
 * Commands that lost their client. Whoever breaks off a command tries to end it at once; if the sandbox is out
 * of reach then, the next command in this sandbox ends it first.
 */
export class Leftovers {
  readonly #kill: (marks: string[]) => Promise<void>;
  readonly #marks = new Set<string>();

  /** `kill` ends the processes of all these marks, or rejects. */
  constructor(kill: (marks: string[]) => Promise<void>) {
    this.#kill = kill;
  }

  /** Runs `command` with a mark of its own, after what was left over; when it rejects, nothing of it lives on. */
  async guard<T>(command: (mark: string) => Promise<T>): Promise<T> {
    await this.#sweep();
    const mark = randomUUID();
    try {
      return await command(mark);
    } catch (error) {
      this.#marks.add(mark);
      await this.#sweep().catch(() => {
        // The caller gets the failure that matters; the next command tries again.
      });
      throw error;
    }
  }

  async #sweep(): Promise<void> {
    const marks = [...this.#marks];
    if (marks.length === 0) return;
    await this.#kill(marks);
    for (const mark of marks) this.#marks.delete(mark);
  }
}

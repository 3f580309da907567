/** Where and how a worker process of the suite is hit. */
export interface Fault {
  /** Of the call's name, as {@link Struck} has it. */
  match: string;
  /** Before the call is made, or once it is done and nobody has heard of that yet; `never`: it is not made, and waited for. */
  when: 'before' | 'after' | 'never';
  /** The how manieth call; default: the first. */
  nth?: number;
  /** `SIGKILL` (default), or `SIGSTOP`, which `SIGCONT` ends. */
  signal?: 'SIGKILL' | 'SIGSTOP';
  /** Only the process that first makes this folder is hit. */
  token: string;
}

/** What the parent asks of a worker process. */
export type Question = { id: number } & (
  | { ask: 'arm'; fault: Fault | undefined }
  | { ask: 'run'; repositoryId: number; pr: number }
  /** Puts the process's clock forward (or back) from the real time. */
  | { ask: 'clock'; byMs: number }
  | { ask: 'sql'; text: string; params: unknown[] }
);

/** How a worker process answers; the first message, without an id, says that it is up. */
export type Answer = { url: string } | { id: number; value: unknown };

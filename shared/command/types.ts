import type { SpeckitError } from '../errors.ts';

/** What the flags of `/speckit run` ask for; an absent key means: as configured. */
export interface RunFlags {
  profile?: string;
  driver?: string;
  agent?: string;
  timeoutMs?: number;
  /** All 40 hexadecimal digits, lower case. */
  sha?: string;
  /** The feature's directory as written, relative, without `..` and without a slash at its end. */
  feature?: string;
}

/** What a run executes. `phase` is as typed, in lower case; {@link checkPhase} resolves it. */
export type Work = { kind: 'phase'; phase: string; text: string } | { kind: 'shell'; command: string };

export type Command =
  | { name: 'run'; work: Work; flags: RunFlags }
  /** Without `run`: the newest run of the pull request. */
  | { name: 'cancel' | 'status' | 'retry'; run?: string }
  | { name: 'help' };

/** A comment is a command, or deserves one reply, or is none of our business. */
export type Parsed =
  | { type: 'ignore' }
  | { type: 'reply'; error: SpeckitError }
  | { type: 'command'; command: Command };

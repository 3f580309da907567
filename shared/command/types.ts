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

/** Whose version of a conflict is taken: the branch's as it is, or the sandbox's. */
export type KeptSide = 'branch' | 'result';

/** Settles conflicts: in a thread its own, on the pull request those of a run (default: the newest) or a single one. */
export interface KeepCommand {
  name: 'keep';
  side: KeptSide;
  run?: string;
  /** The id of one conflict, or its beginning. */
  conflict?: string;
}

export type Command =
  | { name: 'run'; work: Work; flags: RunFlags }
  /** Without `run`: the newest run of the pull request. */
  | { name: 'cancel'; run?: string }
  | { name: 'status'; run?: string }
  | { name: 'retry'; run?: string }
  | KeepCommand
  /** Commits a result that was only kept because it touches protected files. */
  | { name: 'apply'; run: string }
  | { name: 'help' };

/** A comment is a command, or deserves one reply, or is none of our business. */
export type Parsed =
  | { type: 'ignore' }
  | { type: 'reply'; error: SpeckitError }
  | { type: 'command'; command: Command };

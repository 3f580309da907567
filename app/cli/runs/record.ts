import type { Work } from '../../../shared/command/types.ts';
import { type ErrorCode, SpeckitError } from '../../../shared/errors.ts';
import type { PipelinePhase, RunOutcome } from '../../../shared/events.ts';
import type { ResolvedProfile } from '../../../shared/profile/resolve.ts';

/** What was asked for, as typed. */
export interface RunRequest {
  /** Absolute; the top of the checkout. */
  root: string;
  /** Where in it the person was; `.` is its top. */
  directory: string;
  work: Work;
  /** Values of `--profile`, `--driver` …, already read. */
  flags: { profile?: string; driver?: string; agent?: string; timeoutMs?: number; feature?: string };
  /** Files that go up although they look like secrets. */
  include: readonly string[];
}

/** An outcome that can be written down. */
export interface StoredOutcome extends Omit<RunOutcome, 'error'> {
  error?: { code: ErrorCode; message: string; hint: string };
}

/** One run of this machine. Dates are ISO 8601. */
export interface RunRecord extends RunRequest {
  id: string;
  createdAt: string;
  /** How often somebody began to tend it. */
  attempt: number;
  phase?: PipelinePhase;
  /** Set once they are decided. */
  profile?: ResolvedProfile;
  /** The commit that was checked out. */
  head?: string;
  /** The commit that stands for the working tree as it was then. */
  headSha?: string;
  branch?: string;
  /** Names of the variables whose values the command has. */
  secretNames?: readonly string[];
  sandbox?: { id: string; madeAt: string };
  /** When the command began. */
  startedAt?: string;
  endedAt?: string;
  outcome?: StoredOutcome;
}

export function toStored({ error, ...rest }: RunOutcome): StoredOutcome {
  if (!error) return rest;
  const { code, message, hint } = error;
  return { ...rest, error: { code, message, hint } };
}

export function fromStored({ error, ...rest }: StoredOutcome): RunOutcome {
  if (!error) return rest;
  return { ...rest, error: new SpeckitError(error.code, error.message, { hint: error.hint }) };
}

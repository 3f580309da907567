import { type ErrorCode, SpeckitError } from '../../shared/errors.ts';
import type { Conclusion, PipelinePhase, RunOutcome } from '../../shared/events.ts';
import type { RunEnd } from '../../shared/session/index.ts';
import type { Row } from './sql.ts';

/** A person as GitHub knows them. */
export interface Person {
  id: number;
  login: string;
}

/** What is known of a run when it is asked for. */
export interface RunInput {
  /**
   * What was asked, so that asking twice starts one run: `comment:<id>`, `label:<delivery>`,
   * `rerequest:<delivery>`, `retry:<comment id>`.
   */
  requestKey: string;
  installationId: number;
  repositoryId: number;
  owner: string;
  repo: string;
  pr: number;
  sender: Person;
  /** The run part of the command, as JSON. */
  work: unknown;
  /** The resolved profile, as JSON; names of secrets, never their values. */
  profile: unknown;
  /** The pinned head, 40 hexadecimal digits. */
  headSha: string;
  /** The branch, without `refs/heads/`. */
  headRef: string;
  /** Whether the command named the commit (`--sha`). */
  exactSha: boolean;
  /** The comment that asked for it. */
  commentId?: number | undefined;
}

/** Which of our check runs stands for the run, by the commit it is on. */
export type CheckRunIds = Readonly<Record<string, number>>;

/** What the worker notes down on the way, so that another one can take over. */
export interface RunProgress {
  phase?: PipelinePhase | undefined;
  headSha: string;
  driver?: string | undefined;
  sandboxId?: string | undefined;
  sandboxMadeAt?: Date | undefined;
  resultRef?: string | undefined;
  commitSha?: string | undefined;
  statusCommentId?: number | undefined;
  checkRunIds: CheckRunIds;
  /** How the command ended, once that was seen. */
  commandEnd?: RunEnd | undefined;
  /** The machine that alone reaches the sandbox. */
  machine?: string | undefined;
}

export interface CancelRequest {
  by: Person;
  at: Date;
  /** By closing the pull request. */
  closed?: boolean;
}

/** A run's row: what was asked and how far it is. */
export interface Run extends RunInput, RunProgress {
  /** The head when it was asked for. */
  requestedSha?: string | undefined;
  /** Since when its command is known to run. */
  executingAt?: Date | undefined;
  id: string;
  /** Order of creation; with {@link Run.createdAt} the order within a pull request. */
  seq: number;
  state: 'queued' | 'running' | 'ended';
  /** How often a worker has taken it; 0 while it was never begun. */
  attempt: number;
  /** The worker that has it, or had it last. */
  worker?: string | undefined;
  leaseUntil?: Date | undefined;
  /** Up to where the command's output is stored, in bytes of the sandbox's log. */
  outputOffset: number;
  /** Of a run that was just claimed: for how long its command has run, in milliseconds. */
  executingMs?: number | undefined;
  /** Since when somebody waits for the machine that reaches the sandbox. */
  waitingSince?: Date | undefined;
  /** Whether it was taken over from a worker that was only silent and may wake up. */
  contested: boolean;
  /** When its end is to be shown on GitHub again; absent once it is. */
  showAt?: Date | undefined;
  /** How often that was tried in vain. */
  shownTries: number;
  conclusion?: Conclusion | undefined;
  outcome?: RunOutcome | undefined;
  cancelRequested?: CancelRequest | undefined;
  createdAt: Date;
  startedAt?: Date | undefined;
  endedAt?: Date | undefined;
}

/** Proof of owning a run; every write of a worker carries it. */
export interface Fence {
  id: string;
  attempt: number;
  worker: string;
}

/** The fence of a run that was just claimed. */
export const fenceOf = (run: Run): Fence => ({ id: run.id, attempt: run.attempt, worker: run.worker ?? '' });

/** What a writer is told once another worker, or nobody any more, owns its run. */
export function fencedOff(fence: Fence): SpeckitError {
  return new SpeckitError('cancelled', `Run ${fence.id} was taken over by another worker or has ended.`, {
    hint: 'Nothing to do: whoever owns the run now finishes it.',
  });
}

/** A row of `speckit.runs` as a run: same names in camel case, null becomes undefined. */
export function toRun(row: Row): Run {
  const fields = Object.entries(row).map(([name, value]) => [
    name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
    value ?? undefined,
  ]);
  const run = Object.fromEntries(fields) as Run;
  if (run.cancelRequested) run.cancelRequested.at = new Date(run.cancelRequested.at);
  if (run.outcome) run.outcome = reviveOutcome(run.outcome);
  return run;
}

type StoredError = Pick<SpeckitError, 'message' | 'hint' | 'retryable'> & { code: ErrorCode };

/** JSON of an outcome; an error keeps code, message, hint and retryable. */
export function outcomeJson(outcome: RunOutcome): string {
  const { error, ...rest } = outcome;
  if (!error) return JSON.stringify(rest);
  const { code, message, hint, retryable } = error;
  return JSON.stringify({ ...rest, error: { code, message, hint, retryable } satisfies StoredError });
}

function reviveOutcome(stored: Omit<RunOutcome, 'error'> & { error?: StoredError }): RunOutcome {
  const { error, ...rest } = stored;
  return error ? { ...rest, error: new SpeckitError(error.code, error.message, error) } : rest;
}

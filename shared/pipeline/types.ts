import type { Work } from '../command/types.ts';
import type { Driver } from '../drivers/types.ts';
import type { AskedConflict, Emit, PipelinePhase, RunOutcome } from '../events.ts';
import type { ConflictQuestion } from '../github/conflict-question.ts';
import type { ResolvedProfile } from '../profile/resolve.ts';
import type { RunEnd } from '../session/index.ts';
import type { Change } from '../sync/changes.ts';
import type { Mirror } from '../sync/mirror.ts';
import type { ObjectPort } from './land-objects.ts';

/** Everything about one run that is decided before the pipeline starts. */
export interface PipelineRun {
  id: string;
  /** Counts from 1; a run that is taken over gets the next number. */
  attempt: number;
  work: Work;
  profile: ResolvedProfile;
  /** The commit that goes up, 40 hexadecimal digits. */
  headSha: string;
  /** The PR's branch, without `refs/heads/`. */
  branch: string;
  /** Value of `--feature`. */
  feature?: string;
  /** What the sandbox is labelled with, beside run and attempt. */
  labels: Readonly<Record<string, string>>;
  /** Absent: from the beginning. */
  resume?: ResumePoint;
}

/** Where another process has left a run whose command has begun. */
export interface ResumePoint {
  sandboxId: string;
  madeAt: Date;
  /** Bytes of redacted output that were emitted by then. */
  outputOffset: number;
  /** The last of them. */
  outputTail?: Uint8Array;
  /** Since the command began; counts against its time limit. */
  elapsedMs: number;
  /** How far the run was; default: `execute`. */
  phase?: PipelinePhase;
  /** The command is known to run. Without it, it is started if nobody did. */
  executing?: boolean;
  /** How the command ended, if that was seen. */
  commandEnd?: RunEnd | undefined;
  /** The commit on the branch, if it was noted down. */
  commitSha?: string | undefined;
  /** The earlier run whose command it is. */
  goesOnFor?: string | undefined;
}

/** What the run has made of the repository, as the publisher needs it. */
export interface Result {
  /** The commit that `changes` start from; it becomes the parent. */
  parent: string;
  /** Tree ids before and after. */
  parentTree: string;
  tree: string;
  /** Of the repository that holds both trees. */
  gitDir: string;
  changes: readonly Change[];
  /** Sentences for the commit's message body. */
  remarks: readonly string[];
  read(change: Change): Promise<Buffer>;
  /** Whether the objects of `tree` are in the published repository already. */
  uploaded?: boolean;
}

/** Where results go. Every method takes the run's fence into account and rejects once it is lost. */
export interface Publisher {
  /** The branch's head now. Rejects with `missing` when the branch is gone and `cancelled` when the PR is closed. */
  branchHead(signal: AbortSignal): Promise<string>;
  /** The commit that an earlier attempt of the run has made; `known` is its id, if that was noted down. */
  landed?(known: string | undefined, signal: AbortSignal): Promise<LandedCommit | undefined>;
  /** Paths that the PR changes against its base. */
  changedPaths(signal: AbortSignal): Promise<string[]>;
  /** Names of the directories right inside `path` on the PR's base branch as it is now. */
  baseDirectories(path: string, signal: AbortSignal): Promise<string[]>;
  /**
   * Compare-and-swap: `moved` when the branch is no longer at `parent`. `handed`: nothing is committed on purpose; `note`
   * says what became of the result.
   */
  commit(
    result: Result,
    signal: AbortSignal,
  ): Promise<{ kind: 'committed'; sha: string } | { kind: 'moved' } | { kind: 'handed'; note: string }>;
  /** Keeps a result without touching the branch; returns the ref's full name, or says what became of it elsewhere. */
  keep(result: Result, signal: AbortSignal): Promise<string | { note: string }>;
  /** What it keeps may change GitHub's workflow files where they are; absent: they are put aside. */
  keepsWorkflows?: true;
  /** Puts conflicts of a kept result to people; `branchHead` is what it did not merge with. */
  ask(
    questions: readonly ConflictQuestion[],
    branchHead: string,
    signal: AbortSignal,
  ): Promise<AskedConflict[]>;
}

/** A commit of the run on the branch, and what it is on top of. */
export interface LandedCommit {
  sha: string;
  parent: string;
}

/** The state that lets another process take the run over. */
export interface Checkpoint {
  phase?: PipelinePhase;
  sandboxId?: string;
  sandboxMadeAt?: Date;
  resultRef?: string | undefined;
  commitSha?: string;
  /** The command is known to run from now on. */
  executing?: true;
  commandEnd?: RunEnd;
}

/** A sandbox that an earlier run has left, and when it was made. */
export interface LeftSandbox {
  sandboxId: string;
  madeAt: Date;
}

/** Where sandboxes outlive their run, for a time. Every method rejects once the run's fence is lost. */
export interface Shelf {
  /** The sandbox that an earlier run of this pull request has left, which is the run's from now on. */
  take(): Promise<LeftSandbox | undefined>;
  /** Leaves it to the pull request's next run for `forMs`; then somebody else removes it. */
  keep(sandbox: LeftSandbox, forMs: number): Promise<void>;
  /** Leaves one that is out of reach, with a result that could not be fetched, for `forMs`. */
  hold(sandbox: LeftSandbox, forMs: number): Promise<void>;
}

export interface PipelinePorts {
  emit: Emit;
  driver: Driver;
  /** Absent where nobody removes a sandbox later: then none outlives its run. */
  shelf?: Shelf;
  mirror: Mirror;
  /**
   * A folder of this machine, made on demand, through which sandboxes here are handed large snapshots, and how large at
   * least; a usual size by default. Absent: all are streamed.
   */
  handover?: { dir: string; fromBytes?: number };
  /** Brings a commit of the repository into the mirror. */
  fetch(commit: string, signal: AbortSignal): Promise<void>;
  publisher: Publisher;
  /** For how long a result waits for a publisher that does not answer, in milliseconds; default: not at all. */
  publishPatienceMs?: number;
  /** Without it every file goes up by itself. */
  objects?: ObjectPort;
  /** Values of the variables that the profile passes, by name. All of them are treated as secrets. */
  secrets: Readonly<Record<string, string>>;
  /** Notes progress down. Rejects once the run's fence is lost; an empty one only asks for that. */
  checkpoint(state: Checkpoint): Promise<void>;
  /** Keeps what the run came to: from then on the sandbox is not needed any more. Rejects once the fence is lost. */
  noteOutcome?(outcome: RunOutcome): Promise<void>;
  /** Keeps Spec Kit's own run state with the run. */
  saveRunState(archive: Buffer): Promise<void>;
  /** The sandbox is still there although the run has let go of it: whoever sweeps must remove it. */
  notReleased?(): void;
  /** For the operator's log. */
  warn(message: string, cause: unknown): void;
  /** An existing folder for short-lived files of this run. */
  scratchDir: string;
}

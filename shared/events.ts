import type { SpeckitError } from './errors.ts';

/** The steps of the pipeline, in order. */
export const PIPELINE_PHASES = [
  'prepare',
  'connect',
  'upload',
  'execute',
  'download',
  'reconcile',
  'publish',
  'release',
] as const;
export type PipelinePhase = (typeof PIPELINE_PHASES)[number];

/** How a run ended. `conflict`: both sides changed the same lines, the result is kept on a ref. */
export const CONCLUSIONS = [
  'success',
  'failure',
  'cancelled',
  'timed_out',
  'conflict',
  'action_required',
] as const;
export type Conclusion = (typeof CONCLUSIONS)[number];

/** One changed path of a result, relative to the repository's root, with `/` separators. */
export interface ChangedFile {
  path: string;
  status: 'added' | 'modified' | 'deleted';
}

/**
 * CPU in percent of one core, memory in bytes, disk in bytes that the files in the sandbox's home take up, elapsed in
 * milliseconds since the command started.
 */
export interface UsageSample {
  cpuPercent: number;
  memoryBytes: number;
  diskBytes?: number;
  elapsedMs: number;
}

/** A conflict that was put to people. */
export interface AskedConflict {
  /** The same while both versions are. */
  id: string;
  path: string;
  /** Page of its review thread; absent where the status comment itself asks. */
  url?: string;
  /** For one without a thread: Markdown that shows both versions. */
  detail?: string;
  /** An answer that was given while others are still open. */
  answer?: { side: 'branch' | 'result'; by: string };
}

/** What a finished run amounts to; everything a listener needs for its summary. */
export interface RunOutcome {
  conclusion: Conclusion;
  /** One plain sentence about what happened. */
  title: string;
  /** Further paragraphs in plain text: hints, open questions, where a kept result is. */
  notes: string[];
  /** Exit code of the command; absent when it never ran or was lost. */
  exitCode?: number;
  changes: ChangedFile[];
  /** The commit on the PR's branch, when one was made. */
  commitSha?: string;
  /** The ref in the repository that keeps an uncommitted result. */
  resultRef?: string;
  /** Paths that both sides changed. */
  conflicts?: string[];
  /** Where people settle them. */
  asked?: AskedConflict[];
  /** How the run stands once its kept result is on the branch. */
  afterwards?: { conclusion: Conclusion };
  error?: SpeckitError;
}

/** How far a transfer is. A total is absent as long as nobody knows it. */
export interface TransferProgress {
  step: 'upload' | 'download' | 'publish';
  doneBytes: number;
  totalBytes?: number;
  doneFiles?: number;
  totalFiles?: number;
}

export type RunEvent =
  | { type: 'phase'; phase: PipelinePhase; at: Date }
  /** Redacted bytes of the command's output; `offset` is that of `bytes[0]` in the sandbox's log. */
  | { type: 'output'; offset: number; bytes: Uint8Array }
  | { type: 'usage'; sample: UsageSample }
  | ({ type: 'progress' } & TransferProgress)
  /** Something the person should know while the run goes on, one plain sentence. */
  | { type: 'notice'; text: string }
  | { type: 'result'; outcome: RunOutcome };

export type Emit = (event: RunEvent) => void;

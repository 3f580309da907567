/** What one side has of a conflict, as far as a person has to see it. `path` where it is not the conflict's own. */
export type ConflictVersion = { path?: string } & (
  | { kind: 'absent' }
  | { kind: 'text'; text: string; executable: boolean }
  | { kind: 'binary'; bytes: number; executable: boolean }
  | { kind: 'symlink'; target: string }
  | { kind: 'folder' }
  | { kind: 'submodule'; commit: string }
);

/** Lines that both sides changed; see the sync's `ConflictHunk`. */
export interface ConflictPlace {
  /** First and last line in the branch's file, from 1; `end` is `start - 1` where the branch has none. */
  start: number;
  end: number;
  ours: readonly string[];
  theirs: readonly string[];
}

/** A conflict as it is put to people. */
export interface ConflictQuestion {
  /** The same while both versions are. */
  id: string;
  path: string;
  /** All paths that the answer decides about. */
  paths: readonly string[];
  kind: string;
  branch: ConflictVersion;
  result: ConflictVersion;
  /** Of text files that both sides have. */
  places: readonly ConflictPlace[];
  /** The branch's file, line by line; given with {@link places}. */
  branchLines: readonly string[];
}

const ID = '[0-9a-f]{6,64}';
const MARKER = new RegExp(`^<!-- speckit-remote run=(r[0-9a-z]{12}) conflict=(${ID}) -->`);

/** The hidden line that finds a conflict's thread again. */
export function conflictMarker(runId: string, conflictId: string): string {
  return `<!-- speckit-remote run=${runId} conflict=${conflictId} -->`;
}

/** The run and the conflict that a comment of ours begins with. */
export function parseConflictMarker(body: string): { run: string; conflict: string } | undefined {
  const [, run, conflict] = MARKER.exec(body) ?? [];
  return run && conflict ? { run, conflict } : undefined;
}

const ANSWER = /^<!-- speckit-remote answer=(branch|result) by=([A-Za-z0-9[\]_-]{1,100}) -->/;

/** The hidden line of our reply that notes down an answer which was given elsewhere on the pull request. */
export function answerMarker(side: 'branch' | 'result', by: string): string {
  return `<!-- speckit-remote answer=${side} by=${by} -->`;
}

export function parseAnswerMarker(body: string): { side: 'branch' | 'result'; by: string } | undefined {
  const [, side, by] = ANSWER.exec(body) ?? [];
  return by && (side === 'branch' || side === 'result') ? { side, by } : undefined;
}

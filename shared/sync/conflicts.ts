export const CONFLICT_KINDS = [
  /** Both sides edited the same lines. */
  'content',
  'binary',
  /** Both sides made the symlink lead to different places. */
  'symlink',
  /** The same content, made executable by one side only, without a common version to tell which is meant. */
  'mode',
  /** A pointer of Git LFS: two of them cannot be merged, only chosen from. */
  'lfs',
  /** Both sides added the path. */
  'add/add',
  /** One side edited, the other deleted. */
  'modify/delete',
  /** Both sides renamed the file, to different names. */
  'rename/rename',
  /** One side renamed a file to a name that the other side gave to something else. */
  'rename/add',
  'rename/delete',
  'file/directory',
  /** Both sides made something of a different type of it: file, symlink. */
  'distinct types',
  'submodule',
  /** Names of both sides that are the same where case or Unicode form does not count. */
  'case',
  'other',
] as const;
export type ConflictKind = (typeof CONFLICT_KINDS)[number];

/** What one side has: a blob, a gitlink's commit, or (against a file) the tree of a whole folder. */
export interface ConflictSide {
  /** Six octal digits as stored; `040000` for a folder. */
  mode: string;
  oid: string;
  /** Where this side has it; differs from the conflict's path after a rename or a change of case. */
  path: string;
}

/** One place in a text file where both sides changed the same lines. */
export interface ConflictHunk {
  /**
   * First and last line in the branch's file, counted from 1, both inclusive. `end` is `start - 1` when the branch
   * has no lines here: the place is between `end` and `start`.
   */
  start: number;
  end: number;
  /** The branch's lines, `start` to `end`, without their newlines (a carriage return stays). */
  ours: readonly string[];
  /** What the result has in their place. Replacing `ours` by them settles this place. */
  theirs: readonly string[];
}

/**
 * Something that both sides changed and that only a person can settle, with what each side has; a side without
 * it is absent.
 */
export interface Conflict {
  /** The branch's path where the branch has it, else the result's. Unique among the conflicts of one merge. */
  path: string;
  kind: ConflictKind;
  /**
   * Every path that a choice decides about, {@link Conflict.path} first: after renames the old and the new names.
   * A path stands for all that is below it where a side has a folder there.
   */
  paths: readonly string[];
  base?: ConflictSide;
  ours?: ConflictSide;
  theirs?: ConflictSide;
  /** Of text files that both sides have; at least one. Absent when the lines cannot be told (binary, very large). */
  hunks?: readonly ConflictHunk[];
  /**
   * Identifies the conflict with its versions: the same while nobody changed any of them. A choice that was made
   * on another id was made on something else.
   */
  id: string;
}

/** Whose version of a conflict is taken: the branch's as it is, or the one that the sandbox made. */
export type Choice = 'branch' | 'result';

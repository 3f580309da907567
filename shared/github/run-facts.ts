/** What check run and status comment say about a run; plain values, whoever has them. */
export interface RunFacts {
  /** The run's id. */
  id: string;
  /** What is run, in a word: the phase's name, or `shell`. */
  phase: string;
  pullNumber: number;
  /** The commit that the run works on. */
  headSha: string;
  /** The head when the request came, where the run took a newer one. */
  requestedSha?: string;
  driver: string;
  profile: string;
  agent?: string;
  /** The feature's directory. */
  feature?: string;
  /** Login of the person who asked. */
  requestedBy: string;
  /** Address of the repository's pages: `https://github.com/owner/repo`. */
  repositoryUrl: string;
  /** What a process without a database must know of the run later, in letters, digits, `-` and `_`; it is hidden in the status comment. */
  memo?: string;
}

/** `speckit / <phase>`, the name of every check run of ours. */
export function checkName(phase: string): string {
  return `speckit / ${phase}`;
}

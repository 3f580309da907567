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
}

/** `speckit / <phase>`, the name of every check run of ours. */
export function checkName(phase: string): string {
  return `speckit / ${phase}`;
}

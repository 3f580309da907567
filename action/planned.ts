import type { RunFlags, Work } from '../shared/command/types.ts';
import type { Reporter } from '../shared/github/reporter.ts';
import type { RunFacts } from '../shared/github/run-facts.ts';
import type { Publisher } from '../shared/pipeline/types.ts';
import type { ResolvedProfile } from '../shared/profile/resolve.ts';
import type { Mirror } from '../shared/sync/mirror.ts';

/** One run, decided and ready to be worked on. */
export interface Planned {
  id: string;
  work: Work;
  flags: Pick<RunFlags, 'feature'>;
  profile: ResolvedProfile;
  /** The commit that goes up; it is in the mirror, or `fetch` brings it there. */
  commit: string;
  branch: string;
  mirror: Mirror;
  fetch(commit: string, signal: AbortSignal): Promise<void>;
  /** @param secrets values that must be seen nowhere */
  publisher(secrets: readonly string[]): Publisher;
  /** For the job summary. */
  facts: RunFacts;
  /** Shows it on the pull request, if there is one. */
  reporter?: Reporter;
  memo?: string;
  /** The comment that asked for it. */
  commentId?: number | undefined;
}

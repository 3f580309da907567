import type { RunFlags, Work } from '../command/types.ts';
import type { RunFacts } from '../github/run-facts.ts';
import type { ResolvedProfile } from '../profile/resolve.ts';

/** What is known of a run before it starts, wherever it was asked for. */
export interface DescribedRun {
  id: string;
  work: Work;
  flags: Pick<RunFlags, 'feature'>;
  profile: ResolvedProfile;
  pullNumber: number;
  headSha: string;
  /** The head at the time of the request, when the run took a newer one. */
  requestedSha?: string | undefined;
  /** Login of the person who asked. */
  requestedBy: string;
  /** Address of the repository's pages. */
  repositoryUrl: string;
}

/** What a run is called: its phase, or `shell`. */
export function workName(work: Work): string {
  return work.kind === 'phase' ? work.phase : 'shell';
}

/** The first line of what was asked, for the commit's subject. */
export function workSubject(work: Work): string {
  const text = work.kind === 'phase' ? work.text : work.command;
  return text.trim().split('\n', 1)[0] ?? '';
}

/** A run as check run and status comment show it. */
export function factsOf(run: DescribedRun): RunFacts {
  const { id, work, flags, profile, pullNumber, headSha, requestedSha, requestedBy, repositoryUrl } = run;
  return {
    id,
    phase: workName(work),
    pullNumber,
    headSha,
    ...(requestedSha && requestedSha !== headSha ? { requestedSha } : {}),
    driver: profile.driver,
    profile: profile.name,
    ...(work.kind === 'phase' ? { agent: profile.agent } : {}),
    ...(flags.feature ? { feature: flags.feature } : {}),
    requestedBy,
    repositoryUrl,
  };
}

import type { RunFlags, Work } from '../../shared/command/types.ts';
import type { RunFacts } from '../../shared/github/run-facts.ts';
import type { ResolvedProfile } from '../../shared/profile/resolve.ts';
import type { Run } from '../store/run-row.ts';

/** What is stored as the run's work: the command as parsed, so that a retry asks for the same again. */
export interface StoredWork {
  work: Work;
  flags: RunFlags;
}

export function workOf(run: Run): StoredWork {
  return run.work as StoredWork;
}

export function profileOf(run: Run): ResolvedProfile {
  return run.profile as ResolvedProfile;
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

/** @param requestedSha the head at the time of the request, when the run took a newer one */
export function runFacts(run: Run, serverUrl: string, requestedSha?: string): RunFacts {
  const { work, flags } = workOf(run);
  const profile = profileOf(run);
  return {
    id: run.id,
    phase: workName(work),
    pullNumber: run.pr,
    headSha: run.headSha,
    ...(requestedSha && requestedSha !== run.headSha ? { requestedSha } : {}),
    driver: profile.driver,
    profile: profile.name,
    ...(work.kind === 'phase' ? { agent: profile.agent } : {}),
    ...(flags.feature ? { feature: flags.feature } : {}),
    requestedBy: run.sender.login,
    repositoryUrl: `${serverUrl}/${run.owner}/${run.repo}`,
  };
}

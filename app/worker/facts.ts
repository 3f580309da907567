import type { RunFlags, Work } from '../../shared/command/types.ts';
import type { RunFacts } from '../../shared/github/run-facts.ts';
import { factsOf } from '../../shared/pipeline/facts.ts';
import type { ResolvedProfile } from '../../shared/profile/resolve.ts';
import type { Run } from '../store/run-row.ts';

/** What is stored as the run's work: the command as parsed, so that a retry asks for the same again. */
export interface StoredWork {
  work: Work;
  flags: RunFlags;
  /** The run whose held sandbox this one goes on in, if that can be reached by then. */
  goesOnFor?: string;
}

export function workOf(run: Run): StoredWork {
  return run.work as StoredWork;
}

export function profileOf(run: Run): ResolvedProfile {
  return run.profile as ResolvedProfile;
}

export function runFacts(run: Run, serverUrl: string): RunFacts {
  const { id, pr: pullNumber, headSha, requestedSha, sender, owner, repo } = run;
  return factsOf({
    ...{ id, pullNumber, headSha, requestedSha, requestedBy: sender.login },
    ...{ ...workOf(run), profile: profileOf(run), repositoryUrl: `${serverUrl}/${owner}/${repo}` },
  });
}

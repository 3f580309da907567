import { setOutput } from '@actions/core';
import type { Conclusion, RunOutcome } from '../shared/events.ts';

/** How far it came. */
export type Status = 'ignored' | 'refused' | 'completed' | 'cancelled';

const CONCLUSIONS: Record<Conclusion, 'success' | 'failure' | 'conflict' | 'neutral'> = {
  success: 'success',
  failure: 'failure',
  timed_out: 'failure',
  cancelled: 'neutral',
  conflict: 'conflict',
  action_required: 'neutral',
};

/** Outputs of a step that ran nothing. */
export function reportStatus(status: Status): void {
  setOutput('status', status);
}

export function reportOutcome(runId: string, outcome: RunOutcome): void {
  const { conclusion, commitSha = '', resultRef = '', changes, conflicts = [], error } = outcome;
  const failed = conclusion === 'action_required' && error !== undefined;
  setOutput('run-id', runId);
  setOutput('status', conclusion === 'cancelled' ? 'cancelled' : 'completed');
  setOutput('conclusion', failed ? 'failure' : CONCLUSIONS[conclusion]);
  setOutput('commit-sha', commitSha);
  setOutput('changed-files', JSON.stringify(changes.map(({ path }) => path)));
  setOutput('conflicts', JSON.stringify(conflicts));
  setOutput('result-ref', resultRef);
}

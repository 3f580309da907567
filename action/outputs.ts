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

/** What the outputs are where there is nothing to tell; later steps can read lists in any case. */
const NOTHING = {
  'run-id': '',
  status: '',
  conclusion: '',
  'commit-sha': '',
  'changed-files': '[]',
  conflicts: '[]',
  'result-ref': '',
};

/** The names of all outputs, as in `action.yml`. */
export const OUTPUTS: readonly string[] = Object.keys(NOTHING);

/** Outputs of a step that ran nothing; `runId` is the run that it was about, if it was about one. */
export function reportStatus(status: Status, runId = ''): void {
  report({ status, 'run-id': runId });
}

export function reportOutcome(runId: string, outcome: RunOutcome): void {
  const { conclusion, commitSha = '', resultRef = '', changes, conflicts = [], error } = outcome;
  const failed = conclusion === 'action_required' && error !== undefined;
  report({
    'run-id': runId,
    status: conclusion === 'cancelled' ? 'cancelled' : 'completed',
    conclusion: failed ? 'failure' : CONCLUSIONS[conclusion],
    'commit-sha': commitSha,
    'changed-files': JSON.stringify(changes.map(({ path }) => path)),
    conflicts: JSON.stringify(conflicts),
    'result-ref': resultRef,
  });
}

/** All of them are set each time, so that nothing of an earlier report stays. */
function report(outputs: Partial<typeof NOTHING>): void {
  for (const [name, value] of Object.entries({ ...NOTHING, ...outputs })) setOutput(name, value);
}

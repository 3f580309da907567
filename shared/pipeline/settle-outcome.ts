import type { RunOutcome } from '../events.ts';
import type { Settlement } from './settle.ts';

/** How the run stands after a settlement. Pure. */
export function outcomeAfter(before: RunOutcome, settlement: Settlement): RunOutcome {
  const { conflicts: _conflicts, asked: _asked, resultRef: ref, error: _error, ...rest } = before;
  switch (settlement.kind) {
    case 'open':
      return {
        ...rest,
        ...(ref ? { resultRef: ref } : {}),
        conclusion: 'conflict',
        title: 'The branch and the run changed the same things, so nothing was committed yet.',
        conflicts: settlement.asked.map(({ path }) => path),
        asked: settlement.asked,
      };
    case 'gone':
      return { ...rest, title: 'The result of this run is kept no longer, so nothing was committed.' };
    case 'settled': {
      const { afterwards = { conclusion: 'success' }, ...others } = rest;
      const committed = 'The conflicts are settled, and the result is on the branch.';
      const nothing =
        'The conflicts are settled; the branch has all that was chosen, so there was nothing to commit.';
      return {
        ...others,
        conclusion: afterwards.conclusion,
        title: settlement.sha ? committed : nothing,
        changes: settlement.changes.length > 0 || !settlement.sha ? settlement.changes : before.changes,
        ...(settlement.sha ? { commitSha: settlement.sha } : {}),
      };
    }
  }
}

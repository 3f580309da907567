import type { Conclusion, RunOutcome } from '../events.ts';
import { CONFLICT_TITLE } from './outcome.ts';
import { ASIDE_NOTE } from './publish-workflows.ts';
import type { Settlement } from './settle.ts';

/** How the run stands after a settlement. Pure. */
export function outcomeAfter(before: RunOutcome, settlement: Settlement): RunOutcome {
  const {
    conflicts: _conflicts,
    asked: _asked,
    afterwards: _afterwards,
    resultRef: ref,
    error: _error,
    ...rest
  } = before;
  switch (settlement.kind) {
    case 'open':
      return {
        ...rest,
        ...(ref ? { resultRef: ref } : {}),
        afterwards: { conclusion: conclusionAfter(before) },
        conclusion: 'conflict',
        title: CONFLICT_TITLE,
        conflicts: settlement.asked.map(({ path }) => path),
        asked: settlement.asked,
      };
    case 'gone':
      return { ...rest, title: 'The result of this run is kept no longer, so nothing was committed.' };
    case 'settled': {
      const why =
        before.conclusion === 'conflict' ? 'The conflicts are settled' : 'The kept result was applied';
      return {
        ...rest,
        notes: rest.notes.filter(note => note !== before.error?.hint && note !== ASIDE_NOTE),
        conclusion: conclusionAfter(before),
        title: settlement.sha
          ? `${why}, and the result is on the branch.`
          : `${why}; the branch has all of it already, so there was nothing to commit.`,
        changes: settlement.changes.length > 0 || !settlement.sha ? settlement.changes : before.changes,
        ...(settlement.sha ? { commitSha: settlement.sha } : {}),
      };
    }
  }
}

/** What only kept the result from the branch is over then; how the command went stays. */
function conclusionAfter({ afterwards, conclusion, error }: RunOutcome): Conclusion {
  if (afterwards) return afterwards.conclusion;
  return conclusion === 'conflict' || error?.code === 'rejected' ? 'success' : conclusion;
}

import type { RunOutcome } from '../../shared/events.ts';
import { resultRef } from '../../shared/github/publisher.ts';
import { formatRetention } from '../../shared/profile/durations.ts';
import type { AppContext } from '../context.ts';
import { showOutcome } from '../intake/keep-report.ts';
import { openDesk } from '../intake/keep-settle.ts';
import type { Run } from '../store/run-row.ts';

/** Longer than any of it should take. */
const EXPIRE_MS = 5 * 60_000;

/**
 * Removes the kept result of a run and says so where people were told of it. Safe to repeat: the row forgets the ref
 * last.
 */
export async function expireResult(context: AppContext, run: Run): Promise<void> {
  const { store, config } = context;
  const signal = AbortSignal.timeout(EXPIRE_MS);
  const after = formatRetention(config.keepResultsMs);
  // Nobody's answer counts any more.
  const readConfig = () => Promise.reject(new Error('an expired result asks for no permission'));
  const desk = await openDesk(context, run, { readConfig, signal });
  const outcome = expired(run.outcome, after);
  // A crash left the ref of a result that is on the branch: nobody was told that it is kept.
  if (outcome && run.outcome?.resultRef) {
    for (const thread of await desk.openThreads()) await desk.close(thread, expiredText(after));
    await showOutcome(context, run, outcome, { signal });
  }
  await desk.forget();
  if (outcome) await store.settleRun(run.id, outcome);
  context.log.info({ run: run.id, ref: resultRef(run.id) }, 'a kept result expired');
}

function expired(before: RunOutcome | undefined, after: string): RunOutcome | undefined {
  if (!before) return undefined;
  const { asked: _asked, resultRef: _ref, ...rest } = before;
  return { ...rest, notes: [...rest.notes, expiredText(after)] };
}

const expiredText = (after: string) =>
  `The result was kept for ${after} and is gone now; \`/speckit retry\` runs it again.`;

import type { AppContext } from '../context.ts';
import { type Rounds, startRounds } from '../rounds.ts';
import type { Run } from '../store/run-row.ts';
import { openReporter } from './open-reporter.ts';

/** After this long a run's end that was not shown, or whose showing broke off, is shown again. */
export const SHOW_AGAIN_MS = 15_000;
/** What GitHub has not taken by then, it never will. */
const GIVE_UP_MS = 3 * 24 * 3_600_000;
const AT_ONCE = 20;

export type Showing = Rounds<[]>;

/** Looks regularly for ended runs whose check run or comment may still say that they go on, and shows their end. */
export function startShowing(context: AppContext): Showing {
  const { store, log, timing } = context;
  const { showAgainMs = SHOW_AGAIN_MS } = timing;
  const lookOnce = async (stop: AbortSignal): Promise<void> => {
    for (const run of await store.takeUnshown(AT_ONCE, showAgainMs)) {
      if (stop.aborted) return;
      try {
        if ((await showEnd(context, run)) || isOld(run)) await store.markShown(run.id);
      } catch (error) {
        log.warn({ run: run.id, err: error }, 'the end of a run could not be shown yet');
      }
    }
  };
  const onError = (error: unknown) =>
    log.warn({ err: error }, 'ends that were not shown could not be looked for');
  return startRounds(lookOnce, { everyMs: showAgainMs, regular: [], first: 'none', onError });
}

/** Whether it is shown now, as far as GitHub ever lets us. */
async function showEnd(context: AppContext, run: Run): Promise<boolean> {
  if (!run.outcome) return true;
  const reporter = await openReporter(context, run, { again: true, resumed: true });
  const { missed } = await reporter.ended(run.outcome);
  return !missed;
}

const isOld = ({ endedAt }: Run) => endedAt !== undefined && Date.now() - endedAt.getTime() > GIVE_UP_MS;

import { isSpeckitError, toSpeckitError } from '../../shared/errors.ts';
import type { RunOutcome } from '../../shared/events.ts';
import { reactionTo } from '../../shared/github/reactions.ts';
import type { Places, Reporter } from '../../shared/github/reporter.ts';
import { failedOutcome } from '../../shared/pipeline/outcome.ts';
import type { AppContext } from '../context.ts';
import { fenceOf, type Run } from '../store/run-row.ts';
import { profileOf } from './facts.ts';
import { bestEffortReaction, openReporter } from './open-reporter.ts';
import { patientStore } from './patient-store.ts';
import { SHOW_AGAIN_MS } from './show-ended.ts';
import { discard, takeUp } from './take-up.ts';
import { work } from './work.ts';

/**
 * Works on one claimed run up to its end, from wherever an earlier attempt has left it. Rejects only on hand-over or
 * when the run was taken over. `aside` is told when it only waits.
 */
export async function executeRun(
  server: AppContext,
  claimed: Run,
  signal: AbortSignal,
  aside: () => void = () => undefined,
): Promise<void> {
  const log = server.log.child({ run: claimed.id });
  const onAway = (error: unknown) => log.warn({ err: error }, 'the database is away; the run goes on');
  const store = patientStore(server.store, { signal, onAway });
  const context: AppContext = { ...server, store };
  const fence = fenceOf(claimed);
  const againMs = server.timing.showAgainMs ?? SHOW_AGAIN_MS;
  const guard = () => store.assertOwner(fence);
  let reporter: Reporter | undefined;
  let showing: Promise<boolean> | undefined;
  /** Shows the end once, which may begin while the sandbox is still being released. Tells whether it is to be repeated. */
  const show = (outcome: RunOutcome): Promise<boolean> => {
    showing ??= (async () => {
      reporter ??= await openReporter(context, claimed, { guard, resumed: true });
      return (await reporter.ended(outcome)).missed;
    })();
    return showing;
  };
  // Of a worker that died after its last word, that word stands.
  let outcome = claimed.outcome;
  try {
    try {
      if (outcome) await show(outcome);
      else {
        const { run, refusal, resume } = await takeUp(context, claimed, fence, {
          signal,
          aside,
        });
        reporter = await openReporter(context, run, { guard, resumed: resume !== undefined });
        await store.checkpoint(fence, placesOf(run, await reporter.started()));
        outcome = refusal
          ? failedOutcome(refusal)
          : await work(context, {
              ...{ run, fence, guard, reporter, signal },
              ...(resume ? { resume } : {}),
              conclude: async ended => {
                outcome = ended;
                await show(ended);
              },
            });
      }
    } catch (error) {
      signal.throwIfAborted();
      await guard();
      log.error({ err: error }, 'the run failed');
      // What the person reads already stands: only its aftermath failed.
      outcome ??= failedOutcome(toSpeckitError(error));
    }
    await store.noteOutcome(fence, outcome);
    const missed = await show(outcome).catch(async error => {
      await guard();
      log.error({ err: error }, 'the end of the run could not be shown on GitHub');
      return true;
    });
    if (claimed.outcome && !(await isSpared(context, claimed))) await discard(context, claimed, signal);
    // What a worker that wakes up late had already sent may come after it.
    await store.endRun(fence, outcome, missed || claimed.contested ? againMs : undefined);
  } catch (error) {
    // So may what this one had sent, if it is the one that wakes up late.
    if (isLost(error, signal)) await server.store.showAgain(claimed.id, againMs);
    throw error;
  } finally {
    reporter?.stop();
  }
  log.info({ conclusion: outcome.conclusion, code: outcome.error?.code }, 'run ended');
  await bestEffortReaction(server, claimed, reactionTo(outcome.conclusion));
}

/** Whether the run is another worker's by now. */
const isLost = (error: unknown, signal: AbortSignal) =>
  isSpeckitError(signal.aborted ? signal.reason : error, 'cancelled');

/** Whether the attempt that died had left its sandbox on purpose. */
async function isSpared({ store }: AppContext, { sandboxId }: Run): Promise<boolean> {
  if (sandboxId === undefined) return false;
  return (await store.sandboxFacts([], [sandboxId])).spared.length > 0;
}

function placesOf(run: Run, { statusCommentId, checkRunId }: Places) {
  return {
    driver: profileOf(run).driver,
    ...(statusCommentId ? { statusCommentId } : {}),
    checkRunIds: { ...run.checkRunIds, ...(checkRunId ? { [run.headSha]: checkRunId } : {}) },
  };
}

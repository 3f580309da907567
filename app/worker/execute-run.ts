import { removeSandbox } from '../../shared/drivers/remove.ts';
import { SpeckitError, toSpeckitError } from '../../shared/errors.ts';
import type { RunOutcome } from '../../shared/events.ts';
import { reactionTo } from '../../shared/github/reactions.ts';
import type { Places, Reporter } from '../../shared/github/reporter.ts';
import { failedOutcome } from '../../shared/pipeline/outcome.ts';
import { discardSandboxes } from '../../shared/pipeline/release.ts';
import type { AppContext } from '../context.ts';
import { type Fence, fenceOf, type Run } from '../store/run-row.ts';
import { openDriver } from './driver.ts';
import { profileOf } from './facts.ts';
import { bestEffortReaction, closeCheck, openReporter } from './open-reporter.ts';
import { settleHead } from './settle-head.ts';
import { work } from './work.ts';

/** Works on one claimed run up to its end. Rejects only on hand-over or when the run was taken over. */
export async function executeRun(context: AppContext, claimed: Run, signal: AbortSignal): Promise<void> {
  const { store } = context;
  const log = context.log.child({ run: claimed.id });
  const fence = fenceOf(claimed);
  let reporter: Reporter | undefined;
  let conclusion: Promise<void> | undefined;
  let shown: RunOutcome | undefined;
  /** Shows the end once; it may begin while the sandbox is still being released. */
  const conclude = (outcome: RunOutcome): Promise<void> => {
    shown ??= outcome;
    conclusion ??= store
      .noteOutcome(fence, outcome)
      .then(() => reporter?.ended(outcome).then(() => undefined));
    return conclusion;
  };
  let outcome: RunOutcome;
  try {
    const settled = await settle(context, claimed, fence, signal);
    reporter = await openReporter(context, settled.run, settled);
    await store.checkpoint(fence, placesOf(settled.run, await reporter.started()));
    // Of a worker that died after its last word, that word stands.
    outcome = settled.refusal
      ? (claimed.outcome ?? failedOutcome(settled.refusal))
      : await work(context, { run: settled.run, fence, reporter, signal, conclude });
  } catch (error) {
    signal.throwIfAborted();
    log.error({ err: error }, 'the run failed');
    // What the person reads already stands: only its aftermath failed.
    outcome = shown ?? failedOutcome(toSpeckitError(error));
  }
  try {
    reporter ??= await openReporter(context, claimed);
    await conclude(outcome);
  } catch (error) {
    await store.assertOwner(fence);
    log.error({ err: error }, 'the end of the run could not be shown on GitHub');
  }
  await store.endRun(fence, outcome);
  log.info({ conclusion: outcome.conclusion, code: outcome.error?.code }, 'run ended');
  await bestEffortReaction(context, claimed, reactionTo(outcome.conclusion));
}

interface Settled {
  run: Run;
  requestedSha?: string;
  refusal?: SpeckitError;
}

async function settle(context: AppContext, run: Run, fence: Fence, signal: AbortSignal): Promise<Settled> {
  if (run.attempt > 1) return { run, refusal: await endInterrupted(context, run, signal) };
  const settled = await settleHead(context, run, fence, signal);
  if (settled.requestedSha) await closeCheck(context, run, settled.requestedSha, settled.run.headSha);
  return settled;
}

const DISCARD_MS = 30_000;

/**
 * The server went away in the middle of the run: what it left behind is removed, now or by the sweeper, and the
 * person is told.
 */
async function endInterrupted(context: AppContext, run: Run, signal: AbortSignal): Promise<SpeckitError> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(DISCARD_MS)]);
  try {
    const driver = await openDriver(context, profileOf(run));
    await discardSandboxes(driver, run.id, within);
    // One that an earlier run had left carries that run's label.
    if (run.sandboxId) await removeSandbox(driver, run.sandboxId, within);
  } catch (error) {
    signal.throwIfAborted();
    context.log.warn({ run: run.id, err: error }, 'the sandbox could not be removed yet');
  }
  return new SpeckitError('unreachable', 'The server stopped in the middle of this run.', {
    hint: 'Use `/speckit retry` to run it again.',
  });
}

function placesOf(run: Run, { statusCommentId, checkRunId }: Places) {
  return {
    driver: profileOf(run).driver,
    ...(statusCommentId ? { statusCommentId } : {}),
    checkRunIds: { ...run.checkRunIds, ...(checkRunId ? { [run.headSha]: checkRunId } : {}) },
  };
}

import { SpeckitError } from '../../shared/errors.ts';
import { failedOutcome } from '../../shared/pipeline/outcome.ts';
import type { Sender } from '../../shared/request/incoming.ts';
import { cancelled } from '../cancelled.ts';
import type { AppContext, Repository } from '../context.ts';
import type { CancelRequest, Run } from '../store/run-row.ts';
import { openReporter } from '../worker/open-reporter.ts';
import { SHOW_AGAIN_MS } from '../worker/show-ended.ts';
import { decided } from './answer.ts';
import type { Request } from './request.ts';

/** Carries out `/speckit cancel`. @throws SpeckitError `usage` when the run has ended already */
export async function cancelRun(context: AppContext, request: Request, run: Run): Promise<string> {
  const said = await end(context, run, { by: request.sender });
  await decided(context, request, { allowed: true, reason: said, run: run.id });
  if (said !== TOO_LATE) return said;
  throw new SpeckitError('usage', `Run \`${run.id}\` has ended already: ${run.conclusion ?? 'unknown'}.`, {
    hint: 'Its status comment has the result; `/speckit retry` runs it again.',
  });
}

/** A closed pull request: everything that waits or runs for it ends. */
export async function cancelAll(
  context: AppContext,
  { repositoryId }: Repository,
  { number, sender }: { number: number; sender: Sender },
): Promise<string> {
  const runs = await context.store.activeRunsOf(repositoryId, number);
  for (const run of runs.toReversed()) await end(context, run, { by: sender, closed: true });
  return runs.length > 0 ? `Cancelled ${runs.length} of the closed pull request.` : 'No run was under way.';
}

const TOO_LATE = 'It was too late.';

async function end(
  context: AppContext,
  run: Run,
  request: { by: Sender } & Pick<CancelRequest, 'closed'>,
): Promise<string> {
  const { store } = context;
  const { by, ...why } = request;
  const now = await store.requestCancel(run.id, { id: by.id, login: by.login }, why);
  if (now?.state === 'running') return `Run ${run.id} is told to end.`;
  // Told again, as the process that ended it died before it could say so.
  if (now?.conclusion === 'cancelled' && now.attempt === 0 && now.cancelRequested?.by.id === by.id) {
    return wasCancelled(run);
  }
  if (now?.state !== 'queued') return TOO_LATE;
  const outcome = failedOutcome(cancelled(request, ' before it started'));
  // Somebody may have begun it in this moment; its worker has the request then.
  if (await store.endQueuedRun(run.id, outcome, context.timing.showAgainMs ?? SHOW_AGAIN_MS)) {
    const { missed } = await (await openReporter(context, now)).ended(outcome);
    // Else whoever looks for such ends shows it.
    if (!missed) await store.markShown(run.id);
  }
  return wasCancelled(run);
}

const wasCancelled = ({ id }: Run) => `Run ${id} was cancelled.`;

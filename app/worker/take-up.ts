import { loadDriver } from '../../shared/drivers/index.ts';
import { removeSandbox } from '../../shared/drivers/remove.ts';
import { isSpeckitError, type SpeckitError } from '../../shared/errors.ts';
import { TAIL_BYTES } from '../../shared/pipeline/execute.ts';
import { discardSandboxes } from '../../shared/pipeline/release.ts';
import type { ResumePoint } from '../../shared/pipeline/types.ts';
import type { ResolvedProfile } from '../../shared/profile/resolve.ts';
import type { AppContext } from '../context.ts';
import type { Fence, Run } from '../store/run-row.ts';
import { mayHaveBegun } from '../store/run-states.ts';
import { awaitMachine, type Waiting } from './await-machine.ts';
import { openDriver } from './driver.ts';
import { profileOf, workOf } from './facts.ts';
import { closeCheck } from './open-reporter.ts';
import { settleHead } from './settle-head.ts';
import { fingerprintOf } from './shelf.ts';

/** How a claimed run begins. */
export interface TakenUp {
  run: Run;
  /** Why the run must not start. */
  refusal?: SpeckitError;
  /** Where an earlier attempt has left it, once its command may have begun. */
  resume?: ResumePoint;
}

/** Finds out how far a run is. What an earlier attempt left behind before the command could begin is removed. */
export async function takeUp(
  context: AppContext,
  run: Run,
  fence: Fence,
  waiting: Waiting,
): Promise<TakenUp> {
  const { signal } = waiting;
  if (mayHaveBegun(run.phase)) {
    await awaitMachine(context, run, waiting);
    return { run, resume: await resumePoint(context, run) };
  }
  const taken = await goOn(context, run, fence, signal);
  if (taken) {
    await awaitMachine(context, taken, waiting);
    const { goesOnFor } = workOf(run);
    return { run: taken, resume: { ...(await resumePoint(context, taken)), goesOnFor } };
  }
  if (run.attempt > 1) {
    await discard(context, run, signal);
    await context.store.checkpoint(fence, { sandboxId: undefined, machine: undefined });
  }
  const settled = await settleHead(context, run, fence, signal);
  const { headSha, checkRunIds } = settled.run;
  for (const sha of Object.keys(checkRunIds)) {
    if (sha !== headSha) await closeCheck(context, run, sha, headSha);
  }
  return settled;
}

/** The run in the sandbox of the one whose result it is to fetch, if there is one and it is still there. */
async function goOn(
  context: AppContext,
  run: Run,
  fence: Fence,
  signal: AbortSignal,
): Promise<Run | undefined> {
  const { goesOnFor: of } = workOf(run);
  const earlier = of ? await context.store.getRun(of) : undefined;
  if (!of || !earlier?.sandboxId) return undefined;
  const profile = profileOf(run);
  if (!haveSameFiles(profile, profileOf(earlier))) return undefined;
  const elsewhere = earlier.machine !== undefined && earlier.machine !== context.machine;
  if (!elsewhere && (await isGone(context, earlier, signal))) return undefined;
  return await context.store.takeHeldSandbox(fence, { of, fingerprint: fingerprintOf(profile) });
}

/** Whether what the sandbox of one profile was given, and what comes back from it, is right for the other. */
function haveSameFiles(one: ResolvedProfile, other: ResolvedProfile): boolean {
  return one.project === other.project && one.exclude.join('\n') === other.exclude.join('\n');
}

/** Whether a run's sandbox is not there any more; one that only does not answer is waited for later. */
async function isGone(context: AppContext, run: Run, signal: AbortSignal): Promise<boolean> {
  try {
    await (await openDriver(context, profileOf(run))).attach(run.sandboxId ?? '', { signal });
    return false;
  } catch (error) {
    signal.throwIfAborted();
    return isSpeckitError(error, 'missing');
  }
}

async function resumePoint({ store }: AppContext, run: Run): Promise<ResumePoint> {
  const { head, tail } = await store.output.read(run.id);
  const end = tail.length > 0 ? tail : head;
  return {
    sandboxId: run.sandboxId ?? '',
    madeAt: run.sandboxMadeAt ?? run.startedAt ?? run.createdAt,
    outputOffset: run.outputOffset,
    outputTail: end.subarray(Math.max(0, end.length - TAIL_BYTES)),
    elapsedMs: Math.max(0, run.executingMs ?? 0),
    executing: run.executingAt !== undefined,
    commandEnd: run.commandEnd,
    commitSha: run.commitSha,
    ...(run.phase ? { phase: run.phase } : {}),
  };
}

const DISCARD_MS = 30_000;

/** Removes what attempts up to now have left of sandboxes; what cannot be removed now is the sweeper's once the run has ended. */
export async function discard(
  context: Pick<AppContext, 'log' | 'dataDir' | 'variables'>,
  run: Run,
  signal: AbortSignal,
): Promise<void> {
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
}

/** The machine to note down with the run: only what its driver makes here alone can be reached from here alone. */
export async function machineOf({ machine }: AppContext, run: Run): Promise<string | undefined> {
  const { bound } = await loadDriver(profileOf(run).driver);
  return bound?.() ? machine : undefined;
}

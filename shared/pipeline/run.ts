import type { Driver, Sandbox } from '../drivers/types.ts';
import { toSpeckitError } from '../errors.ts';
import type { PipelinePhase, RunOutcome } from '../events.ts';
import { packSnapshot, type Snapshot } from '../sync/pack.ts';
import { uploadSnapshot } from '../sync/upload.ts';
import { createRedactor, type Redactor } from '../text/redact.ts';
import { download } from './download.ts';
import { execute, layoutOf } from './execute.ts';
import { chooseFeature } from './feature.ts';
import { failedOutcome } from './outcome.ts';
import { publish } from './publish.ts';
import { redactOutcome } from './redact-outcome.ts';
import type { PipelinePorts, PipelineRun } from './types.ts';
import { judgeWork } from './verdict.ts';

export interface PipelineOptions {
  /** Aborting it with a `cancelled` error ends the run; what the command made so far is kept. */
  cancel: AbortSignal;
  /** Aborting it lets go at once: the call rejects and the run can be taken over. */
  signal: AbortSignal;
}

/** How long releasing a sandbox may take. */
const RELEASE_MS = 30_000;

/**
 * One run from its pinned commit to its published result. Never rejects because of the run itself: every failure
 * ends in an outcome. Rejects only when `signal` aborts or the run belongs to somebody else by now.
 */
export async function runPipeline(
  run: PipelineRun,
  ports: PipelinePorts,
  options: PipelineOptions,
): Promise<RunOutcome> {
  const enter = async (phase: PipelinePhase) => {
    await ports.checkpoint({ phase });
    ports.emit({ type: 'phase', phase, at: new Date() });
  };
  const context: Context = {
    run,
    ports,
    options,
    enter,
    redactor: createRedactor(Object.values(ports.secrets)),
  };
  try {
    const outcome = redactOutcome(await attempt(context), context.redactor);
    ports.emit({ type: 'result', outcome });
    if (context.sandbox) await enter('release');
    return outcome;
  } finally {
    // On shutdown the command goes on in its sandbox, for whoever takes the run over.
    if (context.connecting && !options.signal.aborted) await release(context);
  }
}

async function attempt(context: Context): Promise<RunOutcome> {
  const { cancel, signal } = context.options;
  try {
    return await runInSandbox(context);
  } catch (error) {
    signal.throwIfAborted();
    return failedOutcome(toSpeckitError(cancel.aborted ? cancel.reason : error));
  }
}

interface Context {
  run: PipelineRun;
  ports: PipelinePorts;
  options: PipelineOptions;
  enter(phase: PipelinePhase): Promise<void>;
  redactor: Redactor;
  /** Set before the first sandbox may exist. */
  connecting?: true;
  sandbox?: Sandbox;
}

async function runInSandbox(context: Context): Promise<RunOutcome> {
  const { run, ports, options, enter } = context;
  const early = AbortSignal.any([options.cancel, options.signal]);
  await enter('prepare');
  await ports.fetch(run.headSha, early);
  const [snapshot, feature] = await Promise.all([
    packSnapshot(ports.mirror, run.headSha, { exclude: run.profile.exclude, signal: early }),
    chooseFeature(run, ports, early),
  ]);
  await enter('connect');
  context.connecting = true;
  context.sandbox = await ports.driver.create(
    {
      name: `${run.id}-${run.attempt}`,
      labels: { ...run.labels, run: run.id, attempt: String(run.attempt) },
    },
    { signal: early },
  );
  await ports.checkpoint({ sandboxId: context.sandbox.id });
  return useSandbox(context, context.sandbox, { snapshot, feature });
}

async function useSandbox(
  { run, ports, options, enter, redactor }: Context,
  sandbox: Sandbox,
  prepared: { snapshot: Snapshot; feature: string | undefined },
): Promise<RunOutcome> {
  const { snapshot, feature } = prepared;
  const { signal } = options;
  const layout = layoutOf(sandbox);
  await enter('upload');
  await uploadSnapshot(sandbox, snapshot, {
    dir: layout.repo,
    controlDir: layout.control,
    branch: run.branch,
    signal: AbortSignal.any([options.cancel, signal]),
  });
  await enter('execute');
  const { work, profile } = run;
  const { secrets, emit } = ports;
  const { end, outputTail } = await execute(sandbox, {
    work,
    profile,
    feature,
    secrets,
    redactor,
    emit,
    cancel: options.cancel,
    signal,
  });
  await enter('download');
  const verdict = await judgeWork({
    run,
    sandbox,
    end,
    cancel: options.cancel,
    signal,
    save: ports.saveRunState,
  });
  const received = await download(sandbox, { run, ports, snapshot, signal });
  await using _received = received;
  return await publish({ run, ports, verdict, received, outputTail, enter, signal });
}

/**
 * Ends the run's sandbox, also one of which only the engine knows because its creation broke off. What cannot be
 * released now is the sweeper's; the run's outcome stands.
 */
async function release({ sandbox, run, ports }: Context): Promise<void> {
  const signal = AbortSignal.timeout(RELEASE_MS);
  try {
    if (sandbox) return await sandbox.destroy({ signal });
    await discardSandboxes(ports.driver, run.id, signal);
  } catch (cause) {
    ports.warn('The sandbox could not be released yet.', cause);
  }
}

/** Ends every sandbox that carries the run's label. */
export async function discardSandboxes(driver: Driver, runId: string, signal: AbortSignal): Promise<void> {
  for (const { id } of await driver.list({ run: runId }, { signal })) {
    await (await driver.attach(id, { signal })).destroy({ signal });
  }
}

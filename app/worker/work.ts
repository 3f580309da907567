import type { RunEvent, RunOutcome } from '../../shared/events.ts';
import { resultRef } from '../../shared/github/publisher.ts';
import type { Reporter } from '../../shared/github/reporter.ts';
import { runPipeline } from '../../shared/pipeline/run.ts';
import { scratchFolder } from '../../shared/pipeline/scratch-folder.ts';
import { passSecrets } from '../../shared/pipeline/secrets.ts';
import type { PipelinePorts, PipelineRun, ResumePoint } from '../../shared/pipeline/types.ts';
import { cancelled } from '../cancelled.ts';
import type { AppContext } from '../context.ts';
import type { Guard } from '../github.ts';
import { createOutputWriter } from '../store/output-writer.ts';
import type { Fence, Run } from '../store/run-row.ts';
import { openDriver, placeOf } from './driver.ts';
import { profileOf, workOf } from './facts.ts';
import { openPublisher } from './open-publisher.ts';
import { handoverFolder, openRepository } from './open-repository.ts';
import { resultObjects } from './result-objects.ts';
import { openShelf } from './shelf.ts';
import { machineOf } from './take-up.ts';

export interface WorkInput {
  run: Run;
  fence: Fence;
  reporter: Reporter;
  signal: AbortSignal;
  /** Rejects when the run is somebody else's by now. */
  guard: Guard;
  /** Where an earlier attempt has left it. */
  resume?: ResumePoint;
  /** Told the outcome as soon as there is one. */
  conclude(outcome: RunOutcome): Promise<void>;
}

/** An outage of GitHub is over by then, mostly. */
const PUBLISH_PATIENCE_MS = 30 * 60_000;

/** Runs the pipeline for one run, with everything that listens to it. */
export async function work(context: AppContext, input: WorkInput): Promise<RunOutcome> {
  const { run, fence, signal } = input;
  await using scratch = await scratchFolder(context.dataDir, run.id);
  const output = createOutputWriter(context.store.output, fence, {
    from: run.outputOffset,
    capBytes: profileOf(run).limits.outputBytes,
    onError: error => context.log.warn({ run: run.id, err: error }, 'output could not be stored yet'),
  });
  const cancel = new AbortController();
  // What was asked for while nobody looked counts from the beginning.
  const { cancelRequested } = run;
  if (cancelRequested) cancel.abort(cancelled(cancelRequested));
  const watch = context.store.watchCancel(run.id, request => cancel.abort(cancelled(request)));
  try {
    const emit = (event: RunEvent) => {
      if (event.type === 'output') output.write(event.offset, event.bytes);
      if (event.type === 'phase') context.log.info({ run: run.id, phase: event.phase }, 'phase');
      if (event.type === 'result') input.conclude(event.outcome).catch(() => undefined);
      input.reporter.hear(event);
      context.listen?.(run.id, event);
    };
    const ports = await openPorts(context, input, emit, scratch.path);
    const pipeline = { ...pipelineRun(run, context.serverId), ...(input.resume && { resume: input.resume }) };
    return await runPipeline(pipeline, ports, { cancel: cancel.signal, signal });
  } finally {
    watch.stop();
    await output.close().catch(error => {
      context.log.error({ run: run.id, err: error }, 'output was not stored');
    });
  }
}

function pipelineRun(run: Run, serverId: string): PipelineRun {
  const { work: asked, flags } = workOf(run);
  return {
    id: run.id,
    attempt: run.attempt,
    work: asked,
    profile: profileOf(run),
    headSha: run.headSha,
    branch: run.headRef,
    ...(flags.feature ? { feature: flags.feature } : {}),
    labels: {
      server: serverId,
      installation: String(run.installationId),
      repository: String(run.repositoryId),
      pr: String(run.pr),
    },
  };
}

async function openPorts(
  context: AppContext,
  { run, fence, guard, resume }: WorkInput,
  emit: PipelinePorts['emit'],
  scratchDir: string,
): Promise<PipelinePorts> {
  const { store } = context;
  const { mirror, fetch } = await openRepository(context, run);
  const driver = await openDriver(context, profileOf(run));
  await store.rememberPlace(await placeOf(profileOf(run)));
  const machine = await machineOf(context, run);
  if (!resume && machine !== undefined) await store.checkpoint(fence, { machine });
  const secrets = passSecrets(context.variables, { ...workOf(run), profile: profileOf(run) });
  return {
    emit,
    scratchDir,
    mirror,
    handover: { dir: handoverFolder(context.dataDir) },
    driver,
    shelf: await openShelf(context, run, fence),
    secrets,
    fetch,
    publisher: await openPublisher(context, run, {
      secrets: Object.values(secrets),
      assertOwner: guard,
    }),
    publishPatienceMs: PUBLISH_PATIENCE_MS,
    objects: resultObjects(context, run, {
      ...{ mirror, scratchDir, ref: resultRef(run.id), guard },
      noted: ref => store.checkpoint(fence, { resultRef: ref }),
    }),
    checkpoint: state => store.checkpoint(fence, state),
    noteOutcome: outcome => store.noteOutcome(fence, outcome),
    saveRunState: archive => store.saveRunState(fence, archive),
    warn: (message, cause) => context.log.warn({ run: run.id, err: cause }, message),
  };
}

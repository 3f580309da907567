import { isSpeckitError, toSpeckitError } from '../errors.ts';
import { PIPELINE_PHASES, type PipelinePhase, type RunOutcome } from '../events.ts';
import { whileReachable } from '../session/index.ts';
import { packSnapshot, type Snapshot } from '../sync/pack.ts';
import { createRedactor, type Redactor } from '../text/redact.ts';
import { type Connection, connect } from './connect.ts';
import { download } from './download.ts';
import { withExcluded } from './excluded.ts';
import { execute } from './execute.ts';
import { chooseFeature } from './feature.ts';
import { fillSandbox } from './fill.ts';
import { maskArchive } from './mask-archive.ts';
import { failedOutcome } from './outcome.ts';
import { patienceOf } from './patience.ts';
import { watchedObjects, watchedPublisher } from './progress.ts';
import { publish } from './publish.ts';
import { redactOutcome } from './redact-outcome.ts';
import { hold, release } from './release.ts';
import type { Checkpoint, PipelinePorts, PipelineRun, ResumePoint } from './types.ts';
import { cancelledSince, cancelledTooLate, judgeWork } from './verdict.ts';

export interface PipelineOptions {
  /** Aborting it with a `cancelled` error ends the run; what the command made so far is kept. */
  cancel: AbortSignal;
  /** Aborting it lets go at once: the call rejects and the run can be taken over. */
  signal: AbortSignal;
}

/**
 * One run from its pinned commit to its published result. Never rejects because of the run itself: every failure
 * ends in an outcome. Rejects only when `signal` aborts or the run belongs to somebody else by now.
 */
export async function runPipeline(
  run: PipelineRun,
  ports: PipelinePorts,
  options: PipelineOptions,
): Promise<RunOutcome> {
  const enter = async (phase: PipelinePhase, more: Checkpoint = {}) => {
    // What was reached once stays noted down while the way there is gone again.
    await ports.checkpoint(isBehind(phase, run.resume) ? more : { phase, ...more });
    ports.emit({ type: 'phase', phase, at: new Date() });
  };
  const context: Context = {
    run,
    ports,
    options,
    enter,
    redactor: createRedactor(Object.values(ports.secrets)),
  };
  let outcome: RunOutcome | undefined;
  try {
    outcome = redactOutcome(await attempt(context), context.redactor);
    await ports.noteOutcome?.(outcome);
    ports.emit({ type: 'result', outcome });
    if (context.connection) await enter('release');
    return outcome;
  } finally {
    const { connecting, held, connection } = context;
    // On shutdown the command goes on in its sandbox, for whoever takes the run over.
    if (connecting && !held && !options.signal.aborted && (await isOwn(ports)))
      await release({ run, ports, connection, outcome });
  }
}

function isBehind(phase: PipelinePhase, resume: ResumePoint | undefined): boolean {
  if (!resume) return false;
  return PIPELINE_PHASES.indexOf(phase) <= PIPELINE_PHASES.indexOf(resume.phase ?? 'execute');
}

/** Whether the run is still ours: the sandbox of one that was taken over is in use. */
async function isOwn({ checkpoint }: PipelinePorts): Promise<boolean> {
  return checkpoint({}).then(
    () => true,
    () => false,
  );
}

async function attempt(context: Context): Promise<RunOutcome> {
  const { cancel, signal } = context.options;
  try {
    return await runInSandbox(context);
  } catch (error) {
    signal.throwIfAborted();
    await context.ports.checkpoint({});
    if (cancel.aborted) return failedOutcome(toSpeckitError(cancel.reason));
    context.ports.warn('The run failed.', error);
    const note = context.outOfReach && (await hold(context, context.outOfReach));
    if (note) context.held = true;
    return failedOutcome(toSpeckitError(error), note ? { notes: [note] } : {});
  }
}

const takenUp = ({ goesOnFor }: ResumePoint) =>
  goesOnFor
    ? `The sandbox of run \`${goesOnFor}\` was still there, so its command went on instead of being run again.`
    : 'The server was away; it went on with the command in its sandbox, and none of its output was lost.';

interface Context {
  run: PipelineRun;
  ports: PipelinePorts;
  options: PipelineOptions;
  enter(phase: PipelinePhase, more?: Checkpoint): Promise<void>;
  redactor: Redactor;
  /** Set before the first sandbox may exist. */
  connecting?: true;
  connection?: Connection;
  /** The sandbox that stayed out of reach although the command had begun in it. */
  outOfReach?: Connection;
  /** It is not ours to release any more. */
  held?: true;
}

async function runInSandbox(context: Context): Promise<RunOutcome> {
  const { run, ports, options, enter } = context;
  // Once the command may have begun, what it made so far is brought back first.
  const early = run.resume ? options.signal : AbortSignal.any([options.cancel, options.signal]);
  if (run.resume) ports.emit({ type: 'notice', text: takenUp(run.resume) });
  await enter('prepare');
  const probed = probe(ports, early);
  await ports.fetch(run.headSha, early);
  const packed = packSnapshot(ports.mirror, run.headSha, { exclude: run.profile.exclude, signal: early });
  // Whatever waits for it fails with it.
  packed.catch(() => {});
  const feature = run.resume?.executing ? undefined : await chooseFeature(run, ports, early);
  await enter('connect');
  const refused = await probed;
  if (refused) throw refused.reason;
  context.connecting = true;
  context.connection = await connect({ run, ports, snapshot: packed, signal: early });
  const { sandbox, madeAt } = context.connection;
  await ports.checkpoint({ sandboxId: sandbox.id, sandboxMadeAt: madeAt });
  return useSandbox(context, context.connection, { snapshot: await packed, feature });
}

/** Whether the engine or service lets us in; asked beside the fetch, so that it costs no time. */
async function probe(
  { driver }: PipelinePorts,
  signal: AbortSignal,
): Promise<{ reason: unknown } | undefined> {
  try {
    await driver.probe({ signal });
    return undefined;
  } catch (reason) {
    return { reason };
  }
}

async function useSandbox(
  context: Context,
  connection: Connection,
  prepared: { snapshot: Snapshot; feature: string | undefined },
): Promise<RunOutcome> {
  const { run, ports, options, enter, redactor } = context;
  const { sandbox, handover } = connection;
  const { snapshot } = prepared;
  const { signal } = options;
  if (!run.resume) await enter('upload');
  if (!connection.filled) {
    const either = AbortSignal.any([options.cancel, signal]);
    await fillSandbox(sandbox, { run, ports, snapshot, handover, signal: either });
  }
  const { verdict, received, outputTail, keptBack } = await work(context, connection, prepared).catch(
    error => {
      if (isSpeckitError(error, 'unreachable')) context.outOfReach = connection;
      throw error;
    },
  );
  await using _received = received;
  const judged = cancelledSince(verdict, options.cancel);
  const setUp = judged.setUp.map(redactor.text);
  const outcome = await publish({
    run,
    ports: {
      ...ports,
      publisher: watchedPublisher(ports.publisher, ports.emit),
      ...(ports.objects ? { objects: watchedObjects(ports.objects, ports.emit) } : {}),
    },
    verdict: { ...judged, setUp },
    received,
    outputTail,
    prepared,
    enter,
    signal,
  });
  const told = cancelledTooLate(outcome, options.cancel);
  return withExcluded(told, { sent: snapshot.excluded, back: keptBack });
}

/** Runs the command and brings back what it made, across drops of the line to the sandbox. */
async function work(
  { run, ports, options, enter, redactor }: Context,
  { sandbox }: Connection,
  { snapshot, feature }: { snapshot: Snapshot; feature: string | undefined },
) {
  const { profile } = run;
  const { secrets, emit } = ports;
  const { cancel, signal } = options;
  await enter('execute');
  const { end, outputTail } = await execute(sandbox, {
    work: run.work,
    profile,
    feature,
    secrets,
    redactor,
    emit,
    resume: run.resume,
    onStarted: () => ports.checkpoint({ executing: true }),
    cancel,
    signal,
  });
  await enter('download', { commandEnd: end });
  const patience = patienceOf({ profile, emit, signal });
  const save = async (archive: Buffer) => ports.saveRunState(await maskArchive(archive, redactor));
  const verdict = await whileReachable(sandbox, patience, () =>
    judgeWork({ run, sandbox, end, cancel, signal, save, warn: ports.warn }),
  );
  let keptBack = 0;
  const received = await whileReachable(sandbox, patience, () =>
    download(sandbox, {
      run,
      ports,
      snapshot,
      signal,
      onKeptBack: files => {
        keptBack = files;
      },
    }),
  );
  return { verdict, received, outputTail, keptBack };
}

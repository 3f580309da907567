import { setTimeout as pause } from 'node:timers/promises';
import type { Sandbox } from '../drivers/types.ts';
import { isSpeckitError, SpeckitError } from '../errors.ts';
import { formatDuration } from '../profile/durations.ts';
import type { Snapshot } from '../sync/pack.ts';
import { privateGitDir } from '../sync/sandbox-git.ts';
import { openUpdate, type Updated } from '../sync/update.ts';
import { clearCommand, removeFolders } from './clear.ts';
import { layoutOf } from './execute.ts';
import { withHandover } from './handover.ts';
import { uploadProgress } from './progress.ts';
import type { LeftSandbox, PipelinePorts, PipelineRun, ResumePoint } from './types.ts';

/** A sandbox in the hands of a run. */
export interface Connection {
  sandbox: Sandbox;
  /** Services end a sandbox at an age. */
  madeAt: Date;
  /** The snapshot is in it already. */
  filled?: boolean;
  /** The folder of this machine through which it can be handed a snapshot. */
  handover?: string;
}

export interface ConnectInput {
  run: PipelineRun;
  ports: Pick<PipelinePorts, 'driver' | 'shelf' | 'emit' | 'warn' | 'mirror' | 'handover'>;
  /** What the run works on; a kept sandbox gets ready while it is still packed. */
  snapshot: Promise<Snapshot>;
  signal: AbortSignal;
}

const DISCARD_MS = 30_000;
/** Between two tries to reach a sandbox again. */
const RETRY_MS = 1_000;
/** Between two tries to make one while a limit of the service is reached. */
const LIMIT_PAUSES_MS = [1_000, 2_000, 5_000, 10_000, 30_000];

/**
 * The sandbox in which the run's command has begun, the one that the pull request's last run has left, cleaned and if
 * possible brought to the new snapshot by the difference alone, or else a new one.
 */
export async function connect(input: ConnectInput): Promise<Connection> {
  const { run, ports } = input;
  if (run.resume) return reconnect(input, run.resume);
  if (ports.driver.notice !== undefined) ports.emit({ type: 'notice', text: ports.driver.notice });
  const left = await ports.shelf?.take();
  const again = left && (await useAgain(input, left));
  if (again) return again;
  return create(input);
}

/** Waits until a limit of the service lets another sandbox be made, as long as a run waits for its sandbox at most. */
async function create(input: ConnectInput): Promise<Connection> {
  const { run, ports, signal } = input;
  const { unreachableMs } = run.profile;
  const snapshot = await input.snapshot;
  const spec = {
    name: `${run.id}-${run.attempt}`,
    labels: { ...run.labels, run: run.id, attempt: String(run.attempt) },
  };
  const make = (handover: string | undefined) => ports.driver.create({ ...spec, handover }, { signal });
  const since = performance.now();
  for (let tries = 0; ; tries++) {
    const madeAt = new Date();
    try {
      return { ...(await withHandover({ run, ports, snapshot }, make)), madeAt };
    } catch (error) {
      signal.throwIfAborted();
      const late = performance.now() - since >= unreachableMs;
      if (late || !isSpeckitError(error, 'exhausted') || !error.retryable) throw error;
      const text = `${error.message} It is tried again for up to ${formatDuration(unreachableMs)}.`;
      if (tries === 0) ports.emit({ type: 'notice', text });
      await pause(LIMIT_PAUSES_MS[tries] ?? LIMIT_PAUSES_MS.at(-1), undefined, { signal });
    }
  }
}

/** Waits for a sandbox that does not answer for as long as a run does; one that is gone took its result along. */
async function reconnect(
  { run, ports, signal }: ConnectInput,
  { sandboxId, madeAt }: ResumePoint,
): Promise<Connection> {
  const { unreachableMs } = run.profile;
  const since = performance.now();
  for (;;) {
    try {
      return { sandbox: await ports.driver.attach(sandboxId, { signal }), madeAt, filled: true };
    } catch (error) {
      signal.throwIfAborted();
      if (isSpeckitError(error, 'missing')) throw sandboxLost(sandboxId, error);
      const waits = isSpeckitError(error) && error.retryable && performance.now() - since < unreachableMs;
      if (!waits) throw error;
      await pause(RETRY_MS, undefined, { signal });
    }
  }
}

function sandboxLost(id: string, cause: unknown): SpeckitError {
  return new SpeckitError('missing', `The sandbox ${id} with the command in it is gone.`, {
    hint: 'What the command made in it is lost, and a command is never run twice by itself; `/speckit retry` runs it again.',
    cause,
  });
}

/** Falls back to `undefined` whatever is wrong with it: a new sandbox is always as good. */
async function useAgain(
  input: ConnectInput,
  { sandboxId, madeAt }: LeftSandbox,
): Promise<Connection | undefined> {
  const { ports, signal } = input;
  let sandbox: Sandbox | undefined;
  try {
    sandbox = await ports.driver.attach(sandboxId, { signal });
    const updated = await update(sandbox, input);
    if (!updated.done) {
      const { repo, control } = layoutOf(sandbox);
      ports.warn('A kept sandbox takes no difference, so everything is uploaded.', updated.why);
      await removeFolders(sandbox, [repo, control], { signal });
    }
    ports.emit({ type: 'notice', text: 'It runs in the sandbox of the run before, which was kept.' });
    return { sandbox, madeAt, filled: updated.done };
  } catch (cause) {
    const packed = await input.snapshot.then(
      () => true,
      () => false,
    );
    // Nothing is wrong with the sandbox: all that is not to be had is what it was got ready for.
    if (!packed && sandbox && (await putBack(input, { sandboxId, madeAt }))) return undefined;
    if (!isSpeckitError(cause, 'missing')) ports.warn('A kept sandbox cannot be used again.', cause);
    await sandbox?.destroy({ signal: AbortSignal.timeout(DISCARD_MS) }).catch(reason => {
      ports.warn('A kept sandbox could not be removed yet.', reason);
    });
    signal.throwIfAborted();
    return undefined;
  }
}

/** Leaves a sandbox that was taken to the next run, if it is to be left to one at all. */
async function putBack({ run, ports }: ConnectInput, left: LeftSandbox): Promise<boolean> {
  const { keepMs } = run.profile;
  if (!ports.shelf || keepMs === 0) return false;
  return await ports.shelf.keep(left, keepMs).then(
    () => true,
    () => false,
  );
}

/** Ends what the run before has left running, removes its files but for those of git, and brings in what is new. */
async function update(sandbox: Sandbox, { run, ports, snapshot, signal }: ConnectInput): Promise<Updated> {
  const { repo: dir, control: controlDir } = layoutOf(sandbox);
  const clear = clearCommand(sandbox, controlDir, privateGitDir(controlDir));
  await using opened = openUpdate(sandbox, { dir, controlDir, branch: run.branch, clear, signal });
  const packed = await snapshot;
  return await opened.send(ports.mirror, packed, uploadProgress(ports.emit, packed));
}

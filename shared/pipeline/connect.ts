import type { Sandbox } from '../drivers/types.ts';
import { isSpeckitError } from '../errors.ts';
import type { Snapshot } from '../sync/pack.ts';
import { privateGitDir } from '../sync/sandbox-git.ts';
import { updateSnapshot } from '../sync/update.ts';
import { clearExcept, endLeftovers, removeFolders } from './clear.ts';
import { layoutOf } from './execute.ts';
import { uploadProgress } from './progress.ts';
import type { LeftSandbox, PipelinePorts, PipelineRun } from './types.ts';

/** A sandbox in the hands of a run. */
export interface Connection {
  sandbox: Sandbox;
  /** Services end a sandbox at an age. */
  madeAt: Date;
  /** The snapshot is in it already. */
  filled?: boolean;
}

export interface ConnectInput {
  run: PipelineRun;
  ports: Pick<PipelinePorts, 'driver' | 'shelf' | 'emit' | 'warn' | 'mirror'>;
  /** What the run works on. */
  snapshot: Snapshot;
  signal: AbortSignal;
}

const DISCARD_MS = 30_000;

/**
 * The sandbox that the pull request's last run has left, cleaned and if possible brought to the new snapshot by the
 * difference alone, or else a new one.
 */
export async function connect(input: ConnectInput): Promise<Connection> {
  const { run, ports, signal } = input;
  if (ports.driver.notice !== undefined) ports.emit({ type: 'notice', text: ports.driver.notice });
  const left = await ports.shelf?.take();
  const again = left && (await useAgain(input, left));
  if (again) return again;
  const madeAt = new Date();
  const spec = {
    name: `${run.id}-${run.attempt}`,
    labels: { ...run.labels, run: run.id, attempt: String(run.attempt) },
  };
  return { sandbox: await ports.driver.create(spec, { signal }), madeAt };
}

/** Falls back to `undefined` whatever is wrong with it: a new sandbox is always as good. */
async function useAgain(
  { run, ports, snapshot, signal }: ConnectInput,
  { sandboxId, madeAt }: LeftSandbox,
): Promise<Connection | undefined> {
  let sandbox: Sandbox | undefined;
  let filled = false;
  try {
    sandbox = await ports.driver.attach(sandboxId, { signal });
    const { repo, control } = layoutOf(sandbox);
    await endLeftovers(sandbox, { signal });
    await clearExcept(sandbox, control, privateGitDir(control), { signal });
    const updated = await updateSnapshot(sandbox, ports.mirror, snapshot, {
      dir: repo,
      controlDir: control,
      branch: run.branch,
      signal,
      onProgress: uploadProgress(ports.emit, snapshot),
    });
    filled = updated.done;
    if (!updated.done) {
      ports.warn('A kept sandbox takes no difference, so everything is uploaded.', updated.why);
      await removeFolders(sandbox, [repo, control], { signal });
    }
  } catch (cause) {
    if (!isSpeckitError(cause, 'missing')) ports.warn('A kept sandbox cannot be used again.', cause);
    await sandbox?.destroy({ signal: AbortSignal.timeout(DISCARD_MS) }).catch(reason => {
      ports.warn('A kept sandbox could not be removed yet.', reason);
    });
    signal.throwIfAborted();
    return undefined;
  }
  ports.emit({ type: 'notice', text: 'It runs in the sandbox of the run before, which was kept.' });
  return { sandbox, madeAt, filled };
}

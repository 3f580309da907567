import type { Sandbox } from '../drivers/types.ts';
import { isSpeckitError } from '../errors.ts';
import { endLeftovers, removeFolders } from './clear.ts';
import { layoutOf } from './execute.ts';
import type { LeftSandbox, PipelinePorts, PipelineRun } from './types.ts';

/** A sandbox in the hands of a run. */
export interface Connection {
  sandbox: Sandbox;
  /** Services end a sandbox at an age. */
  madeAt: Date;
}

export interface ConnectInput {
  run: PipelineRun;
  ports: Pick<PipelinePorts, 'driver' | 'shelf' | 'emit' | 'warn'>;
  signal: AbortSignal;
}

const DISCARD_MS = 30_000;

/** The sandbox that the pull request's last run has left, cleaned, or else a new one. */
export async function connect(input: ConnectInput): Promise<Connection> {
  const { run, ports, signal } = input;
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
  { ports, signal }: ConnectInput,
  { sandboxId, madeAt }: LeftSandbox,
): Promise<Connection | undefined> {
  let sandbox: Sandbox | undefined;
  try {
    sandbox = await ports.driver.attach(sandboxId, { signal });
    const { repo, control } = layoutOf(sandbox);
    await endLeftovers(sandbox, { signal });
    await removeFolders(sandbox, [repo, control], { signal });
  } catch (cause) {
    if (!isSpeckitError(cause, 'missing')) ports.warn('A kept sandbox cannot be used again.', cause);
    await sandbox?.destroy({ signal: AbortSignal.timeout(DISCARD_MS) }).catch(reason => {
      ports.warn('A kept sandbox could not be removed yet.', reason);
    });
    signal.throwIfAborted();
    return undefined;
  }
  ports.emit({ type: 'notice', text: 'It runs in the sandbox of the run before, which was kept.' });
  return { sandbox, madeAt };
}

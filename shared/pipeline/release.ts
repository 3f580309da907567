import { removeSandbox } from '../drivers/remove.ts';
import type { Driver } from '../drivers/types.ts';
import type { RunOutcome } from '../events.ts';
import { formatDuration } from '../profile/durations.ts';
import { endLeftovers } from './clear.ts';
import type { Connection } from './connect.ts';
import type { LeftSandbox, PipelinePorts, PipelineRun } from './types.ts';

/** How long a sandbox that is out of reach is left for its result to be fetched. */
const HOLD_MS = 60 * 60_000;
/** How long releasing a sandbox may take. */
const RELEASE_MS = 30_000;

export interface ReleaseInput {
  run: PipelineRun;
  ports: Pick<PipelinePorts, 'driver' | 'shelf' | 'warn' | 'notReleased'>;
  /** Absent when its creation broke off. */
  connection: Connection | undefined;
  /** Absent when the run was let go. */
  outcome: RunOutcome | undefined;
}

/**
 * Leaves the run's sandbox to the pull request's next run if the profile says so, else ends it, also one of which
 * only the engine knows because its creation broke off. What cannot be released now is the sweeper's; the run's
 * outcome stands.
 */
export async function release(input: ReleaseInput): Promise<void> {
  const { connection, run, ports } = input;
  const signal = AbortSignal.timeout(RELEASE_MS);
  if (await keep(input, signal)) return;
  try {
    if (connection) return await connection.sandbox.destroy({ signal });
    await discardSandboxes(ports.driver, run.id, signal);
  } catch (cause) {
    ports.notReleased?.();
    ports.warn('The sandbox could not be released yet.', cause);
  }
}

/** Ends every sandbox that carries the run's label. */
export async function discardSandboxes(driver: Driver, runId: string, signal: AbortSignal): Promise<void> {
  for (const { id } of await driver.list({ run: runId }, { signal })) {
    await removeSandbox(driver, id, signal);
  }
}

/** Whether the next run may go on where this one has ended: its command came to an end by itself. */
export function isReusable({ conclusion, exitCode }: RunOutcome): boolean {
  return exitCode !== undefined && conclusion !== 'cancelled' && conclusion !== 'timed_out';
}

async function keep(
  { run, ports, connection, outcome }: ReleaseInput,
  signal: AbortSignal,
): Promise<boolean> {
  const { keepMs } = run.profile;
  if (!ports.shelf || !connection || !outcome || keepMs === 0 || !isReusable(outcome)) return false;
  try {
    await endLeftovers(connection.sandbox, { signal });
    await ports.shelf.keep(left(connection), keepMs);
    return true;
  } catch (cause) {
    ports.warn('The sandbox could not be kept.', cause);
    return false;
  }
}

/**
 * Holds a sandbox that is out of reach while it has something that nobody else has. Returns what the person is told,
 * or nothing when it cannot be held.
 */
export async function hold(
  { run, ports }: Pick<ReleaseInput, 'run'> & { ports: Pick<PipelinePorts, 'shelf' | 'warn'> },
  connection: Connection,
): Promise<string | undefined> {
  if (!ports.shelf) return undefined;
  try {
    await ports.shelf.hold(left(connection), HOLD_MS);
    return `Its output up to then is complete, and the command goes on in its sandbox ${connection.sandbox.id}, which is kept for up to ${formatDuration(HOLD_MS)}: \`/speckit retry ${run.id}\` fetches its result once it can be reached again.`;
  } catch (cause) {
    ports.warn('The sandbox could not be held.', cause);
    return undefined;
  }
}

const left = ({ sandbox, madeAt }: Connection): LeftSandbox => ({ sandboxId: sandbox.id, madeAt });

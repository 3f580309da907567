import type { Sandbox as DaytonaSandbox } from '@daytonaio/sdk';
import { isSpeckitError, SpeckitError } from '../errors.ts';
import type { DaytonaClient } from './daytona-client.ts';
import { sandboxGone } from './support/missing.ts';
import type { CallOptions } from './types.ts';

const REMOVE_SECONDS = 60;

/** On its way out, or out already. */
export const isGone = ({ state }: { state?: string }) => state === 'destroying' || state === 'destroyed';
export const isRunning = ({ state }: { state?: string }) =>
  ['started', 'starting', 'creating', 'restoring', 'pulling_snapshot', 'resuming'].includes(state ?? '');

/** The sandbox as the API knows it, if it runs; else rejects with `missing`. */
export async function alive(
  client: DaytonaClient,
  id: string,
  { signal }: CallOptions,
): Promise<DaytonaSandbox> {
  const about = {
    what: 'look at a sandbox',
    missing: (cause: unknown) => sandboxGone(id, cause),
    signal,
  };
  const box = await client.call(about, daytona => daytona.get(id));
  if (isGone(box)) throw sandboxGone(id);
  if (isRunning(box)) return box;
  throw new SpeckitError(
    'missing',
    `The sandbox ${id} does not run (${box.state ?? 'in an unknown state'}).`,
    {
      hint: 'Somebody or something stopped it, and its processes with it; `/speckit retry` starts again in a new one.',
      cause: box.errorReason,
    },
  );
}

/** Removes a sandbox and waits until it is gone; none is fine. */
export async function removeDaytona(
  client: DaytonaClient,
  box: DaytonaSandbox,
  { signal }: CallOptions,
): Promise<void> {
  const about = {
    what: 'remove a sandbox',
    missing: (cause: unknown) => sandboxGone(box.id, cause),
    signal,
  };
  try {
    await client.call(about, () => box.delete(REMOVE_SECONDS, true));
  } catch (error) {
    if (!isSpeckitError(error, 'missing')) throw error;
  }
}

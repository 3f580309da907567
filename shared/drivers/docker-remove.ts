import { setTimeout as pause } from 'node:timers/promises';
import { isSpeckitError, SpeckitError } from '../errors.ts';
import { type Engine, noEngine, statusOf } from './docker-engine.ts';
import { inspectContainer } from './docker-state.ts';
import type { CallOptions } from './types.ts';

const GONE_MS = 60_000;

/** Kills and removes the container with its anonymous volumes, and resolves when it is gone; none is fine. */
export async function removeContainer(engine: Engine, id: string, options: CallOptions = {}): Promise<void> {
  try {
    await engine.call(
      'remove a container',
      (client, abortSignal) => client.getContainer(id).remove({ force: true, v: true, abortSignal }),
      options,
    );
  } catch (error) {
    const status = error instanceof SpeckitError ? statusOf(error.cause) : undefined;
    if (status === 404) return;
    // Somebody else is removing it.
    if (status !== 409) throw error;
    await gone(engine, id, options);
  }
}

async function gone(engine: Engine, id: string, options: CallOptions): Promise<void> {
  const until = performance.now() + GONE_MS;
  while (performance.now() < until) {
    try {
      await inspectContainer(engine, id, options);
    } catch (error) {
      if (isSpeckitError(error, 'missing')) return;
      throw error;
    }
    await pause(50, undefined, { signal: options.signal });
  }
  throw noEngine(`did not remove a container within ${GONE_MS / 1000} s`, undefined);
}

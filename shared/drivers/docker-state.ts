import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { SpeckitError } from '../errors.ts';
import type { Engine } from './docker-engine.ts';
import { sandboxGone } from './support/missing.ts';
import type { CallOptions } from './types.ts';

/** Exit code of what was ended by SIGKILL. */
export const KILLED = 137;

/** The container's state; rejects with `missing` if there is none. */
export const inspectContainer = (engine: Engine, id: string, options: CallOptions = {}) =>
  engine.call(
    'look at a container',
    (client, abortSignal) => client.getContainer(id).inspect({ abortSignal }),
    { ...options, missing: cause => sandboxGone(id, cause) },
  );

/** Why nothing can be done in this container any more; `undefined` if it runs. */
export async function whyStopped(
  engine: Engine,
  id: string,
  options: CallOptions = {},
): Promise<SpeckitError | undefined> {
  const { State: state } = await inspectContainer(engine, id, options);
  if (state.Running && !state.Paused) return undefined;
  if (state.OOMKilled || (state.ExitCode === KILLED && (await hadNoMemory(engine, id, state.StartedAt)))) {
    return new SpeckitError('exhausted', 'The sandbox ran out of memory and was ended.', {
      hint: 'Give the profile more memory (`memory`), or let the command use less.',
    });
  }
  const how = state.Paused ? 'is paused' : `ended (exit code ${state.ExitCode})`;
  return new SpeckitError('missing', `The container of the sandbox ${id} ${how}.`, {
    hint: 'Somebody or something stopped it; `/speckit retry` starts again in a new one.',
  });
}

/** The engine's state says so of the first process only; of its children there is but an event. */
async function hadNoMemory(engine: Engine, id: string, startedAt: string): Promise<boolean> {
  const events = await engine.call('look for events of a container', async (client, abortSignal) => {
    const filters = { container: [id], event: ['oom'] };
    const [since, until] = [Date.parse(startedAt) / 1000, Date.now() / 1000].map(Math.floor);
    return text(
      (await client.getEvents({ since, until: (until ?? 0) + 1, filters, abortSignal })) as Readable,
    );
  });
  return events !== '';
}

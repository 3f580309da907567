import { SpeckitError } from '../errors.ts';
import type { Engine } from './docker-engine.ts';
import { sandboxGone } from './support/missing.ts';
import type { CallOptions } from './types.ts';

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
  if (state.OOMKilled) {
    return new SpeckitError('exhausted', 'The sandbox ran out of memory and was ended.', {
      hint: 'Give the profile more memory (`memory`), or let the command use less.',
    });
  }
  const how = state.Paused ? 'is paused' : `ended (exit code ${state.ExitCode})`;
  return new SpeckitError('missing', `The container of the sandbox ${id} ${how}.`, {
    hint: 'Somebody or something stopped it; `/speckit retry` starts again in a new one.',
  });
}

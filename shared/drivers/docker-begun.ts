import type { Exec } from 'dockerode';
import { SpeckitError } from '../errors.ts';
import type { Engine } from './docker-engine.ts';
import type { CallOptions } from './types.ts';

/** What a command exits with that the engine could not begin; so may one that it could. */
const REFUSED: readonly (number | null)[] = [126, 127];

/**
 * Asked once a command has printed something or has ended: whether it ever began. Where it did not, what was printed
 * is the engine's own words, not the command's.
 */
export function begunOnce(engine: Engine, exec: Exec, options: CallOptions): () => Promise<boolean> {
  let answer: Promise<boolean> | undefined;
  const ask = async () => {
    const { ExitCode: exitCode, Pid: pid } = await engine.call(
      'look at a command',
      (_, abortSignal) => exec.inspect({ abortSignal }),
      options,
    );
    return pid !== 0 || !REFUSED.includes(exitCode);
  };
  return () => {
    answer ??= ask();
    return answer;
  };
}

/** So many processes the engine itself needs in a container to begin a command. */
const PROCESSES = 8;

/** The error for a command that could not begin, if it is the limit of processes that kept it from it. */
export async function processesExhausted(
  engine: Engine,
  id: string,
  options: CallOptions,
): Promise<SpeckitError | undefined> {
  const { pids_stats: pids } = await engine.call(
    'measure a container',
    (client, abortSignal) => {
      const once = { stream: false as const, 'one-shot': true, abortSignal };
      return client.getContainer(id).stats(once);
    },
    options,
  );
  const { current = 0, limit } = pids as { current?: number; limit?: number };
  if (!limit || limit - current >= PROCESSES) return undefined;
  return new SpeckitError('exhausted', 'The sandbox reached its limit of processes.', {
    hint: 'Raise the limit in the profile (`pids`), or let the command start fewer at the same time.',
    retryable: true,
  });
}

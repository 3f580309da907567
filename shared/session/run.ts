import type { Sandbox } from '../drivers/types.ts';
import { isSpeckitError } from '../errors.ts';
import { cancelSession } from './cancel.ts';
import type { SessionEnd } from './end.ts';
import { type FollowOptions, followSession } from './follow.ts';
import { whileReachable } from './reach.ts';
import { type StartOptions, startSession } from './start.ts';

export interface RunSessionOptions
  extends Pick<FollowOptions, 'dir' | 'offset' | 'onOutput' | 'unreachableMs' | 'onReach' | 'silentMs'>,
    Pick<StartOptions, 'dir'> {
  /** What to start; absent: the session runs already, follow it from `offset` on. */
  start?: Pick<StartOptions, 'script' | 'cwd' | 'env'>;
  /** Told once the command is known to run; it is followed only after that. */
  onStarted?: () => Promise<void>;
  /** What is left of the time limit, in milliseconds; absent: none. */
  timeLimitMs?: number | undefined;
  /** Between TERM and KILL, in milliseconds; default 10,000. */
  graceMs?: number;
  /** Aborting it ends the command: the call then resolves with `cancelled`. */
  cancel?: AbortSignal | undefined;
  /** Aborting it lets go: the call rejects with its reason and the command runs on. */
  signal?: AbortSignal | undefined;
}

export type RunEnd = SessionEnd | { kind: 'timed_out' } | { kind: 'cancelled' };

/** How long the rest of the output of an ended command may take. */
const DRAIN_MS = 10_000;

/**
 * Runs (or takes up again) one session to its end, with a time limit. Output up to the very end is delivered in
 * all cases, also after the limit or a cancellation.
 */
export async function runSession(sandbox: Sandbox, options: RunSessionOptions): Promise<RunEnd> {
  const { dir, signal } = options;
  if (options.start) {
    if (options.cancel?.aborted) return { kind: 'cancelled' };
    await startSession(sandbox, { dir, signal, ...options.start });
    await options.onStarted?.();
  }
  const stopFollowing = new AbortController();
  const following = followSession(sandbox, {
    ...options,
    signal: signal ? AbortSignal.any([signal, stopFollowing.signal]) : stopFollowing.signal,
  });
  const stop = stopRequest(options);
  try {
    const first = await Promise.race([following, stop.requested]);
    if (first.kind !== 'timed_out' && first.kind !== 'cancelled') return first;
    // Whoever cancels does not wait for a sandbox that is out of reach: its release ends the command.
    if (first.kind === 'cancelled') await endCommand(sandbox, options);
    else await whileReachable(sandbox, options, () => endCommand(sandbox, options));
    await drained(following, stopFollowing);
    return first;
  } finally {
    stop[Symbol.dispose]();
    stopFollowing.abort();
    await following.catch(() => {});
  }
}

async function endCommand(sandbox: Sandbox, { dir, signal, graceMs }: RunSessionOptions): Promise<void> {
  try {
    await cancelSession(sandbox, { dir, signal, ...(graceMs !== undefined && { graceMs }) });
  } catch (error) {
    // The command removed its session's files, or the sandbox is gone: its release ends what is left.
    if (!isSpeckitError(error, 'missing')) throw error;
  }
}

function stopRequest(options: Pick<RunSessionOptions, 'cancel' | 'timeLimitMs'>) {
  const { promise, resolve } = Promise.withResolvers<{ kind: 'timed_out' } | { kind: 'cancelled' }>();
  const onCancel = () => resolve({ kind: 'cancelled' });
  const timer =
    options.timeLimitMs === undefined
      ? undefined
      : setTimeout(() => resolve({ kind: 'timed_out' }), Math.max(0, options.timeLimitMs));
  if (options.cancel?.aborted) onCancel();
  else options.cancel?.addEventListener('abort', onCancel, { once: true });
  return {
    requested: promise,
    [Symbol.dispose]() {
      clearTimeout(timer);
      options.cancel?.removeEventListener('abort', onCancel);
    },
  };
}

async function drained(following: Promise<unknown>, stopFollowing: AbortController): Promise<void> {
  const timer = setTimeout(() => stopFollowing.abort(), DRAIN_MS);
  try {
    await following;
  } catch (error) {
    if (!stopFollowing.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
  }
}

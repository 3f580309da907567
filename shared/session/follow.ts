import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Sandbox } from '../drivers/types.ts';
import { isSpeckitError, SpeckitError } from '../errors.ts';
import { CROWDED_MS, CROWDED_ROUNDS, crowdedBy, tooCrowded } from './crowded.ts';
import { parseEnd, type SessionEnd } from './end.ts';
import { createPatience, type ReachOptions } from './reach.ts';
import { FOLLOW } from './scripts.ts';
import { createWatchdog } from './watchdog.ts';

export interface FollowOptions extends Pick<ReachOptions, 'unreachableMs' | 'onReach'> {
  /** The session's folder inside the sandbox. */
  dir: string;
  /** Byte offset into the session's log from which on output is wanted; default 0. */
  offset?: number;
  /** Called in order, without gaps or repeats. The log is not read further before it resolves. */
  onOutput: (offset: number, bytes: Uint8Array) => void | Promise<void>;
  /** After this much silence of a follower, in milliseconds, its line is dead; default 90,000. */
  silentMs?: number;
  /** Ends the following, not the session. */
  signal?: AbortSignal | undefined;
}

/** Rounds of a tenth of a second after which a follower inside the sandbox ends itself and is started anew. */
const ROUNDS = 300;
/** Three times what a follower lives, for a busy sandbox. */
const SILENT_MS = 90_000;
/** A line that held for this long had worked, even if the command said nothing. */
const HELD_MS = 5_000;

/**
 * Follows a session to its end, across dropped connections. Rejects with `unreachable` when the sandbox stayed
 * out of reach for `unreachableMs`, with `missing` if the session's files are gone, with `exhausted` if the sandbox
 * stays at its limit of processes after the command's end, and with what `onOutput` threw.
 */
export async function followSession(sandbox: Sandbox, options: FollowOptions): Promise<SessionEnd> {
  const patience = createPatience(sandbox, options);
  let offset = options.offset ?? 0;
  let crowded = 0;
  for (;;) {
    const before = { offset, at: performance.now() };
    const round = await followOnce(sandbox, options, offset, received => {
      offset = received;
    });
    if (round.kind === 'exited' || round.kind === 'lost') return round;
    crowded = round.kind === 'crowded' ? crowded + 1 : 0;
    if (crowded > CROWDED_ROUNDS) throw tooCrowded();
    const held = offset > before.offset || performance.now() - before.at > HELD_MS;
    if (held || round.kind !== 'dropped') patience.progressed();
    if (round.kind === 'dropped') await patience.afterDrop(round.error);
  }
}

type Round =
  | SessionEnd
  | { kind: 'again' }
  /** The command has ended, and no follower has room to say so. */
  | { kind: 'crowded' }
  | { kind: 'dropped'; error: SpeckitError };

async function followOnce(
  sandbox: Sandbox,
  options: FollowOptions,
  from: number,
  received: (offset: number) => void,
): Promise<Round> {
  let offset = from;
  let refused: { reason: unknown } | undefined;
  let over = false;
  // Never written to: the follower ends itself when it closes.
  const lifeline = new Readable({ read() {} });
  using watchdog = createWatchdog(options.silentMs ?? SILENT_MS);
  const call = {
    signal: options.signal ? AbortSignal.any([options.signal, watchdog.signal]) : watchdog.signal,
    onStdout: (bytes: Uint8Array) =>
      watchdog.heard(async () => {
        // Another follower is at work already.
        if (over) return;
        try {
          await options.onOutput(offset, bytes);
        } catch (reason) {
          refused = { reason };
          throw reason;
        }
        offset += bytes.length;
        received(offset);
      }),
  };
  try {
    const { dir } = options;
    const follower = ['sh', '-c', FOLLOW, 'sh', dir, String(from), String(ROUNDS)];
    const result = await sandbox.exec(follower, { ...call, stdin: lifeline });
    const round = judge(result.exitCode, result.stderr.toString(), dir);
    const crowded = round.kind === 'dropped' && (await crowdedBy(sandbox, dir, call.signal));
    if (!crowded) return round;
    await sandbox.exec(['tail', '-c', `+${offset + 1}`, `${dir}/log`], call);
    await pause(CROWDED_MS, undefined, { signal: call.signal });
    return { kind: crowded === 'ended' ? 'crowded' : 'again' };
  } catch (error) {
    if (refused) throw refused.reason;
    options.signal?.throwIfAborted();
    if (watchdog.signal.aborted) return { kind: 'dropped', error: silence(error) };
    if (isSpeckitError(error) && error.retryable) return { kind: 'dropped', error };
    throw error;
  } finally {
    over = true;
    lifeline.destroy();
  }
}

const silence = (cause: unknown) =>
  new SpeckitError('unreachable', 'Nothing is heard from the sandbox any more.', {
    hint: 'Check the network between the server and the sandbox; `/speckit retry` runs it again.',
    cause,
  });

function judge(exitCode: number, report: string, dir: string): Round {
  if (exitCode === 3) return { kind: 'lost' };
  if (exitCode === 4) return { kind: 'again' };
  const end = exitCode === 0 ? parseEnd(report) : undefined;
  if (end) return end;
  const cause = new Error(`session follow: exit ${exitCode}: ${report}`);
  if (exitCode === 5) {
    throw new SpeckitError('missing', `There is no session in ${dir} of the sandbox.`, {
      hint: 'Its files were removed, maybe by the command itself; run it again.',
      cause,
    });
  }
  // Somebody inside ended the follower, or the sandbox is about to end: the next round tells.
  return {
    kind: 'dropped',
    error: new SpeckitError('unreachable', 'The output of the command could not be read from the sandbox.', {
      hint: 'Run it again; if it happens again, look into the log of the server.',
      cause,
    }),
  };
}

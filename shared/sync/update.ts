import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ExecResult, Sandbox } from '../drivers/types.ts';
import { gitStream } from './git.ts';
import type { Snapshot } from './pack.ts';
import { NEUTRAL_ATTRIBUTES, privateGitDir, SANDBOX_GIT_ENV, sandboxGitConfig } from './sandbox-git.ts';
import type { Repository } from './trees.ts';
import type { UploadOptions } from './upload.ts';
import { NOT_CLEARED, UPDATE } from './upload-script.ts';
import { heldMark } from './upload-tar.ts';

export type Updated = { done: true } | { done: false; why: Error };

export interface UpdateOptions extends Omit<UploadOptions, 'onProgress' | 'handover'> {
  /** A command inside that first clears away what the last run has left; default: nothing is cleared. */
  clear?: readonly string[];
}

/** A sandbox that gets ready for the difference to the snapshot it holds. Disposing of it lets go of the sandbox. */
export interface Update extends AsyncDisposable {
  /**
   * Brings the new snapshot in. Where that is not possible, whatever the reason inside, the folders have to be removed
   * and the whole uploaded.
   * Rejects when the sandbox cannot be reached or cleared, or the signal aborts.
   */
  send(mirror: Repository, snapshot: Snapshot, onProgress?: UploadOptions['onProgress']): Promise<Updated>;
}

const DONE: Updated = { done: true };
const impossible = (why: string): Updated => ({ done: false, why: new Error(why) });
const MARK_BYTES = 200;

/**
 * Begins with one call to turn a sandbox that {@link uploadSnapshot} has filled into one with a later snapshot: while
 * that is still fetched and packed, the sandbox is cleared and says what it holds. Then only what is new travels, and the
 * checkout is made exactly the new snapshot's, except for what git ignores (dependencies, caches), which stays. Commits
 * and branches of the agent are gone.
 */
export function openUpdate(
  sandbox: Sandbox,
  { dir, controlDir, branch, clear = [], signal }: UpdateOptions,
): Update {
  signal?.throwIfAborted();
  const letGo = new AbortController();
  const stdin = new PassThrough();
  const held = Promise.withResolvers<string | undefined>();
  let said = '';
  const texts = [sandboxGitConfig(), NEUTRAL_ATTRIBUTES];
  const ended = sandbox.exec(
    ['sh', '-c', UPDATE, 'sh', dir, privateGitDir(controlDir), branch, ...texts, ...clear],
    {
      cwd: sandbox.home,
      env: SANDBOX_GIT_ENV,
      stdin,
      onStdout(chunk) {
        if (said.length < MARK_BYTES) said += Buffer.from(chunk).toString('latin1');
        // What is longer is nothing of ours.
        if (said.length >= MARK_BYTES || said.includes('\n')) held.resolve(said.split('\n', 1)[0] ?? '');
      },
      signal: AbortSignal.any([letGo.signal, ...(signal ? [signal] : [])]),
    },
  );
  // One that ends before it says anything has given its reason.
  ended.then(() => held.resolve(undefined), held.reject);
  // Whoever sends hears of it; until then the new snapshot may be on its way.
  held.promise.catch(() => {});
  return {
    async send(mirror, snapshot, onProgress) {
      const mark = await held.promise;
      if (mark === undefined) return updated(await ended);
      const [, from, key] = /^([0-9a-f]{40}) ([0-9a-f]+)$/.exec(mark) ?? [];
      // Other excludes: what it holds may be what it must not see any more.
      if (from === undefined || key !== snapshot.key)
        return impossible('The sandbox holds nothing that a difference can be made to');
      if (from !== snapshot.base)
        return sendDifference({ mirror, from, snapshot, stdin, ended, signal, onProgress });
      stdin.end(`${heldMark(snapshot)} nothing\n`);
      return updated(await ended);
    },
    async [Symbol.asyncDispose]() {
      letGo.abort(new Error('The update was given up'));
      await ended.catch(() => {});
    },
  };
}

interface Difference {
  mirror: Repository;
  /** The commit that is held. */
  from: string;
  snapshot: Snapshot;
  stdin: PassThrough;
  ended: Promise<ExecResult>;
  signal: AbortSignal | undefined;
  onProgress: UploadOptions['onProgress'] | undefined;
}

async function sendDifference({
  mirror,
  from,
  snapshot,
  stdin,
  ended,
  signal,
  onProgress,
}: Difference): Promise<Updated> {
  const { stdout, done } = thinPack(mirror, from, snapshot.base, signal);
  let bytes = 0;
  stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  const made = Promise.all([pipeline(stdout, announced(snapshot), stdin), done]).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const [run] = await Promise.allSettled([ended]);
  // Whatever it left unread nobody takes any more.
  stdout.destroy();
  stdin.destroy();
  const failure = await made;
  signal?.throwIfAborted();
  if (run.status === 'rejected') throw run.reason;
  if (run.value.exitCode === 0 && failure !== undefined) throw failure;
  onProgress?.(bytes, bytes);
  return updated(run.value, failure);
}

/** Puts the line in front that names the snapshot; of a pack that never begins nothing is sent. */
const announced = (snapshot: Snapshot) =>
  async function* (pack: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let line = `${heldMark(snapshot)} pack\n`;
    for await (const chunk of pack) {
      yield line ? Buffer.concat([Buffer.from(line), chunk]) : chunk;
      line = '';
    }
  };

function updated({ exitCode, stderr }: ExecResult, cause?: unknown): Updated {
  if (exitCode === 0) return DONE;
  const why = `The update script ended with ${exitCode}: ${cause ?? stderr.toString('utf8')}`;
  if (exitCode === NOT_CLEARED) throw new Error(why);
  return impossible(why);
}

/** What `commit` has and `held` lacks, as deltas against `held` where that is smaller. Without any history. */
function thinPack(
  { gitDir }: Repository,
  held: string,
  commit: string,
  signal: AbortSignal | undefined,
): ReturnType<typeof gitStream> {
  const args = ['pack-objects', '-q', '--revs', '--thin', '--shallow', '--delta-base-offset', '--stdout'];
  const stdin = Buffer.from(`--shallow ${commit}\n--shallow ${held}\n${commit}\n^${held}\n`);
  return gitStream(args, { gitDir, stdin, signal });
}

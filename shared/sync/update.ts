import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CallOptions, ExecResult, Sandbox } from '../drivers/types.ts';
import { gitStream } from './git.ts';
import type { Snapshot } from './pack.ts';
import { NEUTRAL_ATTRIBUTES, privateGitDir, SANDBOX_GIT_ENV, sandboxGitConfig } from './sandbox-git.ts';
import type { Repository } from './trees.ts';
import type { UploadOptions } from './upload.ts';
import { UPDATE } from './upload-script.ts';
import { heldMark } from './upload-tar.ts';

export type Updated = { done: true } | { done: false; why: Error };

const DONE: Updated = { done: true };
const impossible = (why: string): Updated => ({ done: false, why: new Error(why) });

/**
 * The mark of the snapshot that a sandbox says it holds, as {@link uploadSnapshot} or {@link updateSnapshot} left it;
 * empty where nothing is held. Rejects when the sandbox cannot be reached or `signal` aborts.
 */
export async function heldSnapshot(
  sandbox: Sandbox,
  controlDir: string,
  options: CallOptions = {},
): Promise<string> {
  const { stdout } = await sandbox.exec(
    ['head', '-c', '200', `${privateGitDir(controlDir)}/snapshot`],
    options,
  );
  return stdout.toString('latin1').trimEnd();
}

export interface UpdateOptions extends Omit<UploadOptions, 'handover'> {
  /** What {@link heldSnapshot} said: the difference is made while the sandbox still gets ready for it. */
  held: string;
}

/**
 * Brings a snapshot into a sandbox that {@link uploadSnapshot} has filled with an earlier one: only what is new
 * travels, and the checkout is made exactly the new snapshot's, except for what git ignores (dependencies, caches),
 * which stays. Commits and branches of the agent are gone.
 * Where that is not possible, whatever the reason inside, the folders have to be removed and the whole uploaded.
 * Rejects when the sandbox cannot be reached or `signal` aborts.
 */
export async function updateSnapshot(
  sandbox: Sandbox,
  mirror: Repository,
  snapshot: Snapshot,
  { dir, controlDir, branch, held, signal, onProgress }: UpdateOptions,
): Promise<Updated> {
  signal?.throwIfAborted();
  const [, from, key] = /^([0-9a-f]{40}) ([0-9a-f]+)$/.exec(held) ?? [];
  // Other excludes: what it holds may be what it must not see any more.
  if (from === undefined || key !== snapshot.key)
    return impossible('The sandbox holds nothing that a difference can be made to');
  const texts = [sandboxGitConfig(), NEUTRAL_ATTRIBUTES, heldMark(snapshot), held];
  const argv = ['sh', '-c', UPDATE, 'sh', dir, privateGitDir(controlDir), snapshot.base, branch, ...texts];
  const run = (stdin?: Readable) =>
    sandbox.exec(argv, { cwd: sandbox.home, env: SANDBOX_GIT_ENV, ...(stdin ? { stdin } : {}), signal });
  if (from === snapshot.base) return updated(await run());

  const { stdout, done } = thinPack(mirror, from, snapshot.base, signal);
  const counted = new PassThrough();
  let bytes = 0;
  counted.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  counted.pause();
  const made = Promise.all([pipeline(stdout, counted), done]).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const [ended] = await Promise.allSettled([run(counted)]);
  // Whatever it left unread nobody takes any more.
  stdout.destroy();
  counted.destroy();
  const failure = await made;
  signal?.throwIfAborted();
  if (ended.status === 'rejected') throw ended.reason;
  if (ended.value.exitCode === 0 && failure !== undefined) throw failure;
  onProgress?.(bytes, bytes);
  return updated(ended.value, failure);
}

function updated({ exitCode, stderr }: ExecResult, cause?: unknown): Updated {
  if (exitCode === 0) return DONE;
  return impossible(`The update script ended with ${exitCode}: ${cause ?? stderr.toString('utf8')}`);
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

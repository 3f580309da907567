import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ExecResult, Sandbox } from '../drivers/types.ts';
import { isSpeckitError } from '../errors.ts';
import { gitStream } from './git.ts';
import type { Snapshot } from './pack.ts';
import { NEUTRAL_ATTRIBUTES, privateGitDir, SANDBOX_GIT_ENV, sandboxGitConfig } from './sandbox-git.ts';
import { type Repository, treeOf } from './trees.ts';
import { heldMark, type UploadOptions } from './upload.ts';
import { HELD, UPDATE } from './upload-script.ts';

export type Updated = { done: true } | { done: false; why: Error };

const DONE: Updated = { done: true };
const impossible = (why: string): Updated => ({ done: false, why: new Error(why) });

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
  { dir, controlDir, branch, signal, onProgress }: UploadOptions,
): Promise<Updated> {
  const gitDir = privateGitDir(controlDir);
  const held = await heldCommit(sandbox, mirror, snapshot, { gitDir, signal });
  if (held === undefined) return impossible('The sandbox holds nothing that a difference can be made to');
  const mark = heldMark(snapshot);
  const same = held === snapshot.base;
  const texts = [sandboxGitConfig(), NEUTRAL_ATTRIBUTES, mark, same ? 'none' : 'pack'];
  const argv = ['sh', '-c', UPDATE, 'sh', dir, gitDir, snapshot.base, branch, ...texts];
  const options = { cwd: sandbox.home, env: SANDBOX_GIT_ENV, signal };
  if (same) return judge(await sandbox.exec(argv, options));

  const { stdout, done } = thinPack(mirror, held, snapshot.base, signal);
  let sent = 0;
  // Read from the start: what nobody reads when git has ended is lost.
  const pack = new PassThrough();
  pack.on('data', (chunk: Buffer) => {
    sent += chunk.length;
  });
  pack.pause();
  const piped = pipeline(stdout, pack);
  const [run, ...packed] = await Promise.allSettled([
    sandbox.exec(argv, { ...options, stdin: pack }).finally(() => pack.destroy()),
    done,
    piped,
  ]);
  signal?.throwIfAborted();
  if (run.status === 'rejected') throw run.reason;
  if (run.value.exitCode !== 0) return judge(run.value);
  for (const step of packed) if (step.status === 'rejected') throw step.reason;
  onProgress?.(sent, sent);
  return DONE;
}

function judge({ exitCode, stderr }: ExecResult): Updated {
  if (exitCode === 0) return DONE;
  return impossible(`The update script ended with ${exitCode}: ${stderr.toString('utf8')}`);
}

/** The commit that the sandbox says it holds, if a difference to it can be made here. */
async function heldCommit(
  sandbox: Sandbox,
  mirror: Repository,
  { key }: Snapshot,
  { gitDir, signal }: { gitDir: string; signal: AbortSignal | undefined },
): Promise<string | undefined> {
  const { exitCode, stdout } = await sandbox.exec(['sh', '-c', HELD, 'sh', gitDir], { signal });
  const [, commit, heldKey] = /^([0-9a-f]{40}) ([0-9a-f]+)$/.exec(stdout.toString('latin1').trim()) ?? [];
  // Other excludes: what it holds may be what it must not see any more.
  if (exitCode !== 0 || commit === undefined || heldKey !== key) return undefined;
  try {
    await treeOf(mirror, commit, signal);
    return commit;
  } catch (error) {
    if (isSpeckitError(error, 'missing')) return undefined;
    throw error;
  }
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

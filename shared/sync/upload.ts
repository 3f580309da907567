import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack as tarPack } from 'tar-stream';
import type { Sandbox } from '../drivers/types.ts';
import { SpeckitError } from '../errors.ts';
import { isDiskFull } from './disk-room.ts';
import { type ShownPacks, showPacks } from './handover.ts';
import type { Snapshot } from './pack.ts';
import { lastLine, noGitInside, privateGitDir, SANDBOX_GIT_ENV } from './sandbox-git.ts';
import { NOT_SHOWN, UPLOAD } from './upload-script.ts';
import { fillTar } from './upload-tar.ts';

export interface UploadOptions {
  /** Where the checkout goes, an absolute path inside; it must not exist or be empty. */
  dir: string;
  /** Folder for our own files inside, outside of `dir`. */
  controlDir: string;
  /** The branch that the agent finds itself on. */
  branch: string;
  /** An empty folder of this machine that was handed over to the sandbox; it is empty again afterwards. */
  handover?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Bytes handed to the sandbox so far, of how many. */
  onProgress?: (sent: number, total: number) => void;
}

/**
 * Brings a snapshot into the sandbox with one call: checked out in `dir`, a shallow repository on `branch` with
 * neither a remote nor credentials. Also prepares `controlDir` for {@link collectResult}. Where the sandbox sees the
 * packs in `handover`, it copies them itself, which is faster than a stream.
 * Rejects with `missing` without git or tar inside, `exhausted` when the sandbox's disk is full.
 */
export async function uploadSnapshot(
  sandbox: Sandbox,
  snapshot: Snapshot,
  options: UploadOptions,
): Promise<void> {
  if (!(await handOver(sandbox, snapshot, options))) await send(sandbox, snapshot, options);
}

/** Whether the sandbox took the packs from where it sees them; else nothing has happened in it. */
async function handOver(sandbox: Sandbox, snapshot: Snapshot, options: UploadOptions): Promise<boolean> {
  const { handover, onProgress } = options;
  if (handover === undefined || sandbox.handover === undefined) return false;
  await using shown = await showPacks(handover, snapshot);
  if (!shown) return false;
  onProgress?.(0, snapshot.bytes);
  const taken = await send(sandbox, snapshot, options, { at: sandbox.handover, ...shown });
  if (taken) onProgress?.(snapshot.bytes, snapshot.bytes);
  return taken;
}

interface Seen extends Pick<ShownPacks, 'packBytes' | 'idxBytes'> {
  /** The objects folder with the packs, inside. */
  at: string;
}

/** Sends our git directory, with the packs unless they are seen inside, and checks out; `false`: they are not. */
async function send(
  sandbox: Sandbox,
  snapshot: Snapshot,
  { dir, controlDir, branch, signal, onProgress }: UploadOptions,
  seen?: Seen,
): Promise<boolean> {
  const tar = tarPack();
  const counted = new PassThrough();
  let sent = 0;
  if (onProgress && !seen) {
    counted.on('data', (chunk: Buffer) => {
      sent += chunk.length;
      onProgress(Math.min(sent, snapshot.bytes), snapshot.bytes);
    });
    counted.pause();
  }
  const filled = fillTar(tar, snapshot, { branch, packs: !seen, signal }).catch((reason: unknown) => {
    tar.destroy();
    return reason;
  });
  const piped = pipeline(tar, counted).catch((reason: unknown) => reason);
  const packs = seen ? [seen.at, String(seen.packBytes), String(seen.idxBytes)] : [];
  const argv = ['sh', '-c', UPLOAD, 'sh', dir, privateGitDir(controlDir), ...packs];
  const [run] = await Promise.allSettled([
    sandbox.exec(argv, { cwd: sandbox.home, env: SANDBOX_GIT_ENV, stdin: counted, signal }),
  ]);
  // After a failure inside nobody takes the rest.
  tar.destroy();
  counted.destroy();
  const [failure] = await Promise.all([filled, piped]);
  signal?.throwIfAborted();
  if (isReadFailure(failure)) throw sourceBroken(failure);
  if (run.status === 'rejected') throw run.reason;
  if (seen && run.value.exitCode === NOT_SHOWN) return false;
  if (run.value.exitCode !== 0) throw await uploadFailed(sandbox, run.value, dir, signal);
  return true;
}

/** Whether our own files could not be read; all else that ends the tar is a consequence of what happened inside. */
function isReadFailure(failure: unknown): boolean {
  const { syscall } = (failure ?? {}) as NodeJS.ErrnoException;
  return syscall === 'open' || syscall === 'read' || syscall === 'stat';
}

function sourceBroken(cause: unknown): SpeckitError {
  return new SpeckitError('internal', 'The packed repository could not be read on the server.', {
    hint: 'Check the data folder of speckit-remote and its disk, then use `/speckit retry`.',
    cause,
  });
}

async function uploadFailed(
  sandbox: Sandbox,
  { exitCode, stderr }: { exitCode: number; stderr: Buffer },
  dir: string,
  signal?: AbortSignal,
): Promise<SpeckitError> {
  const cause = new Error(`The upload script ended with ${exitCode}: ${stderr.toString('utf8')}`);
  if (exitCode === 127) return noGitInside(cause);
  if (await isDiskFull(sandbox, dir, { signal })) {
    return new SpeckitError('exhausted', "The sandbox's disk is too small for the repository.", {
      hint: 'Give the profile more disk space, or keep large folders out with `exclude` in `.github/speckit.yml`.',
      cause,
    });
  }
  return new SpeckitError(
    'internal',
    `The repository could not be checked out in the sandbox: ${lastLine(stderr)}`,
    {
      hint: 'Check that `git status` works in the image of this profile, then use `/speckit retry`.',
      cause,
    },
  );
}

import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack as tarPack } from 'tar-stream';
import type { Sandbox } from '../drivers/types.ts';
import { SpeckitError } from '../errors.ts';
import { isDiskFull } from './disk-room.ts';
import type { Snapshot } from './pack.ts';
import {
  lastLine,
  NEUTRAL_ATTRIBUTES,
  noGitInside,
  privateGitDir,
  SANDBOX_GIT_ENV,
  sandboxGitConfig,
} from './sandbox-git.ts';
import { UPLOAD } from './upload-script.ts';

export interface UploadOptions {
  /** Where the checkout goes, an absolute path inside; it must not exist or be empty. */
  dir: string;
  /** Folder for our own files inside, outside of `dir`. */
  controlDir: string;
  /** The branch that the agent finds itself on. */
  branch: string;
  signal?: AbortSignal | undefined;
  /** Bytes handed to the sandbox so far, of how many. */
  onProgress?: (sent: number, total: number) => void;
}

/**
 * Brings a snapshot into the sandbox with one call: checked out in `dir`, a shallow repository on `branch` with
 * neither a remote nor credentials. Also prepares `controlDir` for {@link collectResult}.
 * Rejects with `missing` without git or tar inside, `exhausted` when the sandbox's disk is full.
 */
export async function uploadSnapshot(
  sandbox: Sandbox,
  snapshot: Snapshot,
  { dir, controlDir, branch, signal, onProgress }: UploadOptions,
): Promise<void> {
  const tar = tarPack();
  const counted = new PassThrough();
  let sent = 0;
  if (onProgress) {
    counted.on('data', (chunk: Buffer) => {
      sent += chunk.length;
      onProgress(Math.min(sent, snapshot.bytes), snapshot.bytes);
    });
    counted.pause();
  }
  const filled = fill(tar, snapshot, branch, signal).catch((reason: unknown) => {
    tar.destroy();
    return reason;
  });
  const piped = pipeline(tar, counted).catch((reason: unknown) => reason);
  const argv = ['sh', '-c', UPLOAD, 'sh', dir, privateGitDir(controlDir)];
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
  if (run.value.exitCode !== 0) throw await uploadFailed(sandbox, run.value, dir, signal);
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

/** What a sandbox remembers of the snapshot it was given. */
export const heldMark = ({ base, key }: Snapshot) => `${base} ${key}`;

async function fill(tar: Pack, snapshot: Snapshot, branch: string, signal?: AbortSignal): Promise<void> {
  const { base, packPath, idxPath } = snapshot;
  const text = (name: string, content: string) => tar.entry({ name, mode: 0o644 }, content);
  for (const name of ['objects/', 'objects/pack/', 'objects/info/', 'refs/', 'info/']) {
    tar.entry({ name, type: 'directory', mode: 0o755 });
  }
  text('HEAD', `ref: refs/heads/${branch}\n`);
  text('packed-refs', `# pack-refs with: peeled fully-peeled sorted \n${base} refs/heads/${branch}\n`);
  text('shallow', `${base}\n`);
  text('config', sandboxGitConfig());
  text('info/attributes', NEUTRAL_ATTRIBUTES);
  text('snapshot', `${heldMark(snapshot)}\n`);
  await file(tar, 'objects/pack/pack-snapshot.pack', packPath, signal);
  await file(tar, 'objects/pack/pack-snapshot.idx', idxPath, signal);
  tar.finalize();
}

/** A file up to here goes as one piece: a third faster than in many, and memory stays bounded all the same. */
const WHOLE_BYTES = 64 * 1024 * 1024;
const PIECE_BYTES = 4 * 1024 * 1024;

async function file(tar: Pack, name: string, path: string, signal?: AbortSignal): Promise<void> {
  const { size } = await stat(path);
  if (size <= WHOLE_BYTES) {
    const content = await readFile(path, { signal });
    tar.entry({ name, size: content.length, mode: 0o444 }, content);
    return;
  }
  const content: Readable = createReadStream(path, { highWaterMark: PIECE_BYTES });
  await pipeline(content, tar.entry({ name, size, mode: 0o444 }), { signal });
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

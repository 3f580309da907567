import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Sandbox } from '../drivers/types.ts';
import { gitStream } from './git.ts';
import type { Snapshot } from './pack.ts';
import { NEUTRAL_ATTRIBUTES, privateGitDir, SANDBOX_GIT_ENV, sandboxGitConfig } from './sandbox-git.ts';
import type { Repository } from './trees.ts';
import { heldMark, type UploadOptions } from './upload.ts';
import { UPDATE } from './upload-script.ts';

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
  const texts = [sandboxGitConfig(), NEUTRAL_ATTRIBUTES, heldMark(snapshot)];
  const argv = ['sh', '-c', UPDATE, 'sh', dir, privateGitDir(controlDir), snapshot.base, branch, ...texts];
  const stdin = new PassThrough();
  const mark = firstLine();
  const ended = () => {
    mark.close();
    stdin.destroy();
  };
  const [run, sent] = await Promise.allSettled([
    sandbox
      .exec(argv, { cwd: sandbox.home, env: SANDBOX_GIT_ENV, stdin, onStdout: mark.take, signal })
      .finally(ended),
    mark.line.then(line => send(stdin, mirror, { line, snapshot, signal })),
  ]);
  signal?.throwIfAborted();
  if (run.status === 'rejected') throw run.reason;
  const { exitCode, stderr } = run.value;
  if (exitCode !== 0) {
    const why = sent.status === 'rejected' ? String(sent.reason) : stderr.toString('utf8');
    return impossible(`The update script ended with ${exitCode}: ${why}`);
  }
  if (sent.status === 'rejected') throw sent.reason;
  onProgress?.(sent.value, sent.value);
  return DONE;
}

interface Sending {
  /** What the sandbox says it holds. */
  line: string;
  snapshot: Snapshot;
  signal: AbortSignal | undefined;
}

/**
 * Answers what the sandbox says it holds with what it lacks; the number of bytes. Rejects when nothing can be made of
 * it, and then git inside, which has got a torn pack, refuses it.
 */
async function send(
  stdin: PassThrough,
  mirror: Repository,
  { line, snapshot, signal }: Sending,
): Promise<number> {
  const [, held, key] = /^([0-9a-f]{40}) ([0-9a-f]+)$/.exec(line) ?? [];
  // Other excludes: what it holds may be what it must not see any more.
  if (held === undefined || key !== snapshot.key) {
    stdin.end('stop\n');
    throw new Error('The sandbox holds nothing that a difference can be made to');
  }
  if (held === snapshot.base) {
    stdin.end('none\n');
    return 0;
  }
  stdin.write('pack\n');
  let bytes = 0;
  const { stdout, done } = thinPack(mirror, held, snapshot.base, signal);
  // Read from the start: what nobody reads when git has ended is lost.
  stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  stdout.pause();
  await Promise.all([pipeline(stdout, stdin), done]);
  return bytes;
}

const MARK_BYTES = 200;

/** The first line of a command's output, or what there is of it when `close` is called; the rest is of no interest. */
function firstLine() {
  const { promise, resolve } = Promise.withResolvers<string>();
  let text = '';
  return {
    line: promise,
    take(chunk: Uint8Array): void {
      if (text.length < MARK_BYTES) text += Buffer.from(chunk).toString('latin1');
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    },
    close: () => resolve(text),
  };
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

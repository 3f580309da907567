import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { diskFullHere, isSpeckitError, SpeckitError } from '../errors.ts';
import { BrokenObject } from './broken-object.ts';
import { changesBetween } from './changes.ts';
import { GitFailure, git } from './git.ts';
import { judgeNames } from './name-guards.ts';
import { type ObjectReader, openObjects } from './objects.ts';
import {
  CHECK_MS,
  changesWithin,
  checkClock,
  type Received,
  type ReceiveLimits,
  type ReceiveOptions,
  receiveInto,
  tooLarge,
} from './received.ts';
import { openScratch, type Scratch } from './scratch.ts';
import { isServerDiskFull } from './server-disk.ts';
import { type Repository, treeOf } from './trees.ts';

export interface PackOptions extends ReceiveOptions {
  /** What the sandbox says it made. */
  commit: string;
}

/** No single thing that git unfolds may take more memory than this, or than four of the largest files allowed. */
const ALLOC_BYTES = 256 * 1024 * 1024;
/** What is larger passes through git in pieces, so that a file beyond all limits is still one that can be named. */
const STREAMED = '32m';
/** No commit of ours comes near it. */
const COMMIT_BYTES = 1024 * 1024;

/**
 * Takes a sandbox's pack into a scratch repository and proves that it is sound: every object well-formed, every link
 * present, exactly one commit with `base` as its only parent, sizes and counts within `limits`. Names and kinds of
 * files are judged later (`judgeResult`), except those that git itself refuses.
 * Rejects with `rejected`, or with `exhausted` when the disk is full here, and leaves nothing behind; passes on what the
 * stream failed with.
 */
export async function receiveResult(
  mirror: Repository,
  stream: Readable,
  options: PackOptions,
): Promise<Received> {
  return await receiveInto(mirror, stream, options, async scratch => {
    const pack = join(scratch.gitDir, 'incoming.pack');
    // Where the mirror knows no parents of the base, nothing here may look for them.
    await writeFile(join(scratch.gitDir, 'shallow'), `${options.base}\n`);
    const found = await check(mirror, scratch, stream, { ...options, pack });
    await rm(pack);
    return found;
  });
}

/** `pack` is where the bytes are kept until they have proved sound. */
type CheckOptions = PackOptions & { pack: string };

async function check(
  mirror: Repository,
  scratch: Scratch,
  stream: Readable,
  options: CheckOptions,
): Promise<Pick<Received, 'tree' | 'changes'>> {
  const { base, commit, limits } = options;
  using clock = checkClock(options);
  const { signal } = clock;
  // Both start while the first bytes are on their way.
  await using objects = openObjects(scratch, { signal });
  const copy = new PassThrough();
  const indexed = index(scratch, copy, limits, signal, ['--strict']);
  indexed.catch(() => undefined);
  await save(stream, copy, options).catch(async reason => {
    copy.destroy();
    await indexed.catch(() => undefined);
    throw reason;
  });
  clock.start();
  try {
    await indexed;
    const [from, to] = await treesOf(objects, base, commit);
    return { tree: to, changes: await changesWithin(objects, from, to, limits) };
  } catch (error) {
    options.signal?.throwIfAborted();
    clock.throwIfLate(error);
    if (!(error instanceof GitFailure || error instanceof BrokenObject)) throw error;
    throw await whyUnsound(mirror, options, error);
  }
}

/** Keeps the bytes and passes them to git. One that reads no further has given its verdict already. */
async function save(
  stream: Readable,
  copy: PassThrough,
  { pack, limits, onBytes, signal }: CheckOptions,
): Promise<void> {
  let bytes = 0;
  const tee = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limits.packBytes) {
        done(tooLarge('packed result', limits.packBytes));
        return;
      }
      onBytes?.(bytes);
      if (copy.destroyed || copy.write(chunk)) done(null, chunk);
      else whenFree(copy, () => done(null, chunk));
    },
    flush(done) {
      copy.end();
      done();
    },
  });
  await pipeline(stream, tee, createWriteStream(pack), { ...(signal ? { signal } : {}) });
}

function whenFree(stream: PassThrough, go: () => void): void {
  const once = () => {
    stream.off('drain', once).off('close', once);
    go();
  };
  stream.on('drain', once).on('close', once);
}

async function index(
  { gitDir }: Repository,
  stdin: Readable,
  limits: ReceiveLimits,
  signal: AbortSignal,
  strict: readonly string[],
): Promise<void> {
  const settings = ['-c', `core.bigFileThreshold=${STREAMED}`];
  const args = [...settings, 'index-pack', ...strict, '--fix-thin', '--stdin', '--threads=1'];
  await git([...args, `--max-input-size=${limits.packBytes}`], {
    gitDir,
    stdin,
    env: { GIT_ALLOC_LIMIT: String(Math.max(ALLOC_BYTES, 4 * limits.fileBytes)) },
    signal,
  });
}

/** The trees of the base and of the one commit on top of it. */
async function treesOf(
  objects: ObjectReader,
  base: string,
  commit: string,
): Promise<[from: string, to: string]> {
  const [made, given] = await Promise.all([headerOf(objects, commit), headerOf(objects, base)]);
  if (made.parent.length !== 1 || made.parent[0] !== base) {
    throw new SpeckitError(
      'rejected',
      'The sandbox did not return one commit on top of the one it was given.',
      {
        hint: 'The command may have changed files outside of its checkout; look at its output before a retry.',
      },
    );
  }
  return [given.tree, made.tree];
}

async function headerOf(objects: ObjectReader, commit: string): Promise<{ tree: string; parent: string[] }> {
  const text = (await objects.read(commit, COMMIT_BYTES, 'commit')).toString('latin1');
  const lines = (text.split('\n\n', 1)[0] ?? '').split('\n').map(line => line.split(' '));
  const values = (name: string) => lines.flatMap(([key, value]) => (key === name && value ? [value] : []));
  return { tree: values('tree')[0] ?? '', parent: values('parent') };
}

/**
 * The reason in our words. Git names objects, not paths, so the pack is unfolded once more without git's own
 * verdict on names; ours then says which entry it was.
 */
async function whyUnsound(
  mirror: Repository,
  { base, commit, limits, scratchDir, pack, signal: outer }: CheckOptions,
  cause: Error,
): Promise<SpeckitError> {
  // Git keeps what it unfolds beside the pack.
  const { size } = await stat(pack);
  if (await isServerDiskFull(scratchDir, 2 * size)) return diskFullHere(cause);
  await using scratch = await openScratch(mirror, scratchDir);
  const signal = AbortSignal.any([AbortSignal.timeout(CHECK_MS), ...(outer ? [outer] : [])]);
  try {
    await index(scratch, createReadStream(pack), limits, signal, []);
    const [from, to] = await Promise.all([treeOf(scratch, base, signal), treeOf(scratch, commit, signal)]);
    const changes = await changesBetween(scratch, from, to, { signal, maxChanges: limits.files });
    const [violation] = judgeNames(changes);
    if (violation) {
      return new SpeckitError('rejected', `The result is not fit to be committed: ${violation.message}`, {
        hint: 'Nothing of it was published. The output shows what the command did.',
        cause,
      });
    }
  } catch (error) {
    outer?.throwIfAborted();
    if (isSpeckitError(error, 'rejected')) return error;
    return damaged(new AggregateError([cause, error]));
  }
  return damaged(cause);
}

function damaged(cause: unknown): SpeckitError {
  return new SpeckitError(
    'rejected',
    'The result that the sandbox returned is damaged or not complete git data.',
    {
      hint: 'Nothing was published. Use `/speckit retry`; look at the output if it happens again.',
      cause,
    },
  );
}

import { createReadStream, createWriteStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isSpeckitError, SpeckitError } from '../errors.ts';
import { type Change, changesBetween } from './changes.ts';
import { GitFailure, git } from './git.ts';
import { judgeNames } from './name-guards.ts';
import { type ObjectReader, openObjects } from './objects.ts';
import { openScratch, type Scratch } from './scratch.ts';
import { type Repository, treeOf } from './trees.ts';

export type { Scratch } from './scratch.ts';

/** A sound result in a scratch repository. */
export interface Received extends Scratch {
  /** The tree that the sandbox made. */
  tree: string;
  /** From the base's tree to it. */
  changes: readonly Change[];
}

/** All in bytes but `files`. */
export interface ReceiveLimits {
  packBytes: number;
  treeBytes: number;
  fileBytes: number;
  files: number;
}

export interface ReceiveOptions {
  /** What was uploaded; its tree is in the mirror. */
  base: string;
  /** What the sandbox says it made. */
  commit: string;
  limits: ReceiveLimits;
  /** Folder for the scratch repository. */
  scratchDir: string;
  /** How long checking may take, default 60,000 ms: a small pack can unfold into hours of work. */
  checkMs?: number;
  /** Called with the bytes that came so far. */
  onBytes?: (bytes: number) => void;
  signal?: AbortSignal | undefined;
}

/** No single thing that git unfolds may take more memory than this, or than four of the largest files allowed. */
const ALLOC_BYTES = 256 * 1024 * 1024;
const CHECK_MS = 60_000;
/** No commit of ours comes near it. */
const COMMIT_BYTES = 1024 * 1024;

/**
 * Takes a sandbox's pack into a scratch repository and proves that it is sound: every object well-formed, every link
 * present, exactly one commit with `base` as its only parent, sizes and counts within `limits`. Names and kinds of
 * files are judged later (`judgeResult`), except those that git itself refuses.
 * Rejects with `rejected` and leaves nothing behind; passes on what the stream failed with.
 */
export async function receiveResult(
  mirror: Repository,
  stream: Readable,
  options: ReceiveOptions,
): Promise<Received> {
  const scratch = await openScratch(mirror, options.scratchDir);
  try {
    const pack = join(scratch.gitDir, 'incoming.pack');
    await save(stream, pack, options);
    const found = await check(mirror, scratch, pack, options);
    await rm(pack);
    return { ...scratch, ...found };
  } catch (error) {
    stream.destroy();
    await scratch[Symbol.asyncDispose]();
    options.signal?.throwIfAborted();
    throw error;
  }
}

async function save(
  stream: Readable,
  pack: string,
  { limits, onBytes, signal }: ReceiveOptions,
): Promise<void> {
  let bytes = 0;
  const cap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limits.packBytes) done(tooLarge('packed result', limits.packBytes));
      else {
        onBytes?.(bytes);
        done(null, chunk);
      }
    },
  });
  await pipeline(stream, cap, createWriteStream(pack), { ...(signal ? { signal } : {}) });
}

async function check(
  mirror: Repository,
  scratch: Scratch,
  pack: string,
  options: ReceiveOptions,
): Promise<Pick<Received, 'tree' | 'changes'>> {
  const { base, commit, limits, checkMs = CHECK_MS } = options;
  const clock = AbortSignal.timeout(checkMs);
  const signal = AbortSignal.any([clock, ...(options.signal ? [options.signal] : [])]);
  const { gitDir } = scratch;
  try {
    // Where the mirror knows no parents of the base, nothing here may look for them.
    await writeFile(join(gitDir, 'shallow'), `${base}\n`);
    await index(scratch, pack, limits, signal, ['--strict']);
    const [from, tree] = await treesOf(scratch, base, commit, signal);
    const [links, changes] = await Promise.allSettled([
      git(['rev-list', '--objects', '--quiet', commit, `^${base}`], { gitDir, signal }),
      changesWithin(scratch, from, tree, limits, signal),
    ]);
    if (links.status === 'rejected') throw links.reason;
    if (changes.status === 'rejected') throw changes.reason;
    return { tree, changes: changes.value };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (clock.aborted) throw tooSlow(checkMs, error);
    if (!(error instanceof GitFailure)) throw error;
    throw await whyUnsound(mirror, pack, options, error);
  }
}

async function index(
  { gitDir }: Repository,
  pack: string,
  limits: ReceiveLimits,
  signal: AbortSignal,
  strict: readonly string[],
): Promise<void> {
  const args = ['index-pack', ...strict, '--fix-thin', '--stdin', '--threads=1'];
  await git([...args, `--max-input-size=${limits.packBytes}`], {
    gitDir,
    stdin: createReadStream(pack),
    env: { GIT_ALLOC_LIMIT: String(Math.max(ALLOC_BYTES, 4 * limits.fileBytes)) },
    signal,
  });
}

/** The trees of the base and of the one commit on top of it. */
async function treesOf(
  scratch: Repository,
  base: string,
  commit: string,
  signal: AbortSignal,
): Promise<[from: string, to: string]> {
  await using objects = openObjects(scratch, { signal });
  const made = await headerOf(objects, commit);
  if (made.parent.length !== 1 || made.parent[0] !== base) {
    throw new SpeckitError(
      'rejected',
      'The sandbox did not return one commit on top of the one it was given.',
      {
        hint: 'The command may have changed files outside of its checkout; look at its output before a retry.',
      },
    );
  }
  return [(await headerOf(objects, base)).tree, made.tree];
}

async function headerOf(objects: ObjectReader, commit: string): Promise<{ tree: string; parent: string[] }> {
  const found = await objects.info(commit);
  if (found?.type !== 'commit' || found.size > COMMIT_BYTES) {
    throw damaged(new Error(`${commit} is ${found ? `a ${found.type} of ${found.size} bytes` : 'missing'}`));
  }
  const text = (await objects.read(commit, COMMIT_BYTES)).toString('latin1');
  const lines = (text.split('\n\n', 1)[0] ?? '').split('\n').map(line => line.split(' '));
  const values = (name: string) => lines.flatMap(([key, value]) => (key === name && value ? [value] : []));
  return { tree: values('tree')[0] ?? '', parent: values('parent') };
}

async function changesWithin(
  scratch: Repository,
  from: string,
  to: string,
  { files, treeBytes }: ReceiveLimits,
  signal: AbortSignal,
): Promise<Change[]> {
  const changes = await changesBetween(scratch, from, to, { signal, maxChanges: files });
  const bytes = changes.reduce((sum, change) => sum + change.size, 0);
  if (bytes > treeBytes) throw tooLarge('result', treeBytes);
  return changes;
}

/**
 * The reason in our words. Git names objects, not paths, so the pack is unfolded once more without git's own
 * verdict on names; ours then says which entry it was.
 */
async function whyUnsound(
  mirror: Repository,
  pack: string,
  { base, commit, limits, scratchDir, signal: outer }: ReceiveOptions,
  cause: GitFailure,
): Promise<SpeckitError> {
  await using scratch = await openScratch(mirror, scratchDir);
  const signal = AbortSignal.any([AbortSignal.timeout(CHECK_MS), ...(outer ? [outer] : [])]);
  try {
    await index(scratch, pack, limits, signal, []);
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

function tooLarge(what: string, limit: number): SpeckitError {
  return new SpeckitError(
    'rejected',
    `The ${what} is larger than the limit of ${Math.floor(limit / 1024)} KiB.`,
    {
      hint: 'Keep generated files out with `.gitignore` or `exclude`, or raise the limits of the profile.',
    },
  );
}

function tooSlow(ms: number, cause: unknown): SpeckitError {
  return new SpeckitError('rejected', `The result could not be checked within ${Math.round(ms / 1000)} s.`, {
    hint: 'Keep generated files out with `.gitignore` or `exclude`; a result that unfolds endlessly is refused.',
    cause,
  });
}

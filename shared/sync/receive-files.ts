import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Extract, extract } from 'tar-stream';
import { isSpeckitError } from '../errors.ts';
import { BrokenObject } from './broken-object.ts';
import { MAX_DEPTH } from './changes.ts';
import { GitFailure, type GitOptions, git, gitLine } from './git.ts';
import { isRules } from './name-guards.ts';
import { openObjects } from './objects.ts';
import { OddFiles } from './odd-files.ts';
import { openPackWriter } from './pack-writer.ts';
import { isSymlink } from './raw-tree.ts';
import {
  changesWithin,
  checkClock,
  type Received,
  type ReceiveLimits,
  type ReceiveOptions,
  receiveInto,
} from './received.ts';
import type { Scratch } from './scratch.ts';
import { type Repository, treeOf } from './trees.ts';

/** What a tar has for each file beside its content, with a path of any length that a system takes. */
const OVERHEAD_BYTES = 16 * 1024;
/** No path of a system is longer. */
const PATH_BYTES = 4096;
/** Of the list of what is gone, which is in memory as a whole. */
const LIST_BYTES = 16 * 1024 * 1024;
const FILE = '100644';
/** Any byte is a character, so that names stay what they are. */
const NAMES = 'latin1';
// An option that the types of tar-stream 3.2 have forgotten.
const AS_BYTES = { filenameEncoding: NAMES } as Parameters<typeof extract>[0];

type Entry = Pick<Extract extends AsyncIterable<infer Each> ? Each : never, 'header' | 'resume'> &
  AsyncIterable<Buffer>;

/**
 * Takes changed files as a tar and makes the objects here: first a list of how many come and which paths are gone, each
 * with a NUL behind it, then every file and symlink that is new or may be different. Sound like what `receiveResult`
 * gives, as every object is our own; only does nobody here look for made-up collisions of SHA-1, as git does and GitHub
 * once more. Rejects with {@link OddFiles} when git inside has to say what this is, or what is wrong with
 * it; else as `receiveResult` does.
 */
export async function receiveFiles(
  mirror: Repository,
  stream: Readable,
  options: ReceiveOptions,
): Promise<Received> {
  const { base, limits } = options;
  return await receiveInto(mirror, stream, options, async scratch => {
    using clock = checkClock(options);
    const { signal } = clock;
    const index = { gitDir: scratch.gitDir, env: { GIT_INDEX_FILE: join(scratch.gitDir, 'index') }, signal };
    try {
      // All of it starts while the first bytes are on their way.
      await using objects = openObjects(scratch, { signal });
      const based = baseTree(scratch, base, index);
      // Git must have ended before the repository goes away.
      const over = based.catch(() => undefined);
      const list = await takeFiles(scratch, stream, options).finally(() => over);
      clock.start();
      const from = await based;
      // What git does not take it leaves out, and says so.
      let refused = '';
      const onStderr = (said: string) => {
        refused += said;
      };
      await git([...GUARDED, 'update-index', '-z', '--index-info'], { ...index, stdin: list, onStderr });
      if (refused) throw new OddFiles('Git does not take the paths', { cause: refused });
      // A mirror need not have what the base has.
      const tree = await gitLine(['write-tree', '--missing-ok'], index);
      return { tree, changes: await changesWithin(objects, from, tree, limits) };
    } catch (error) {
      options.signal?.throwIfAborted();
      clock.throwIfLate(error);
      if (error instanceof GitFailure || error instanceof BrokenObject) {
        throw new OddFiles('Git does not take the files', { cause: error });
      }
      throw error;
    }
  });
}

/** The base's tree, which is then in the index too. */
async function baseTree(scratch: Scratch, base: string, index: GitOptions): Promise<string> {
  const tree = await treeOf(scratch, base, index.signal);
  await git([...GUARDED, 'read-tree', tree], index);
  return tree;
}

/** Git refuses what any system would take for its own folder. */
const GUARDED = ['-c', 'core.protectHFS=true', '-c', 'core.protectNTFS=true'];

/** Puts the contents into the scratch repository. Returns what changes in the index, as git reads it. */
async function takeFiles(scratch: Scratch, stream: Readable, options: ReceiveOptions): Promise<Buffer> {
  const { limits, onBytes, signal } = options;
  const most = limits.treeBytes + limits.files * OVERHEAD_BYTES;
  const archive = extract(AS_BYTES);
  const count = async function* (chunks: AsyncIterable<Buffer>) {
    let bytes = 0;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > most) throw new OddFiles(`More than ${most} bytes came`);
      onBytes?.(bytes);
      yield chunk;
    }
  };
  const taking = takeEntries(join(scratch.gitDir, 'objects', 'pack'), archive, limits).catch(reason => {
    archive.destroy();
    throw reason;
  });
  const [piped, taken] = await Promise.allSettled([
    pipeline(stream, count, archive, { ...(signal ? { signal } : {}) }),
    taking,
  ]);
  // What the sandbox failed with is known by its code; all else is for git inside to say.
  if (piped.status === 'rejected' && isSpeckitError(piped.reason)) throw piped.reason;
  if (taken.status === 'fulfilled' && piped.status === 'fulfilled') return taken.value;
  const cause = taken.status === 'rejected' ? taken.reason : piped.status === 'rejected' && piped.reason;
  throw new OddFiles('What came is no archive of files', { cause });
}

async function takeEntries(packs: string, archive: Extract, limits: ReceiveLimits): Promise<Buffer> {
  const entries = archive[Symbol.asyncIterator]() as AsyncIterableIterator<Entry>;
  const first = await entries.next();
  if (first.done || modeOf(first.value) !== FILE || first.value.header.size > LIST_BYTES)
    throw new OddFiles('The list of what is gone is missing');
  const { count, gone } = readList(await wholeOf(first.value), limits.files);
  await using pack = await openPackWriter(packs, count);
  const lines = gone.map(path => `0 ${'0'.repeat(40)}\t${path}\0`);
  let files = 0;
  for await (const entry of entries) {
    // Before its content: an entry that is no file may have one that never comes.
    const mode = modeOf(entry);
    const { name, size, linkname, pax } = entry.header;
    // Its names are text, so not all there are; GNU's format does without.
    if (pax) throw new OddFiles('An entry has a header of another format');
    checkPath(name);
    files += 1;
    if (files > limits.files) throw new OddFiles(`More than ${limits.files} files came`);
    const target = isSymlink(mode) ? Buffer.from(linkname, NAMES) : undefined;
    const oid = await (target ? pack.add(target.length, [target]) : pack.add(size, entry));
    if (target) entry.resume();
    lines.push(`${mode} ${oid}\t${name}\0`);
  }
  // What a tar leaves out it only warns of.
  if (files !== count) throw new OddFiles(`${files} files came in place of ${count}`);
  await pack.finish();
  return Buffer.from(lines.join(''), NAMES);
}

/** How many files come, and the paths that are gone, each with a NUL behind it. */
function readList(bytes: Buffer, most: number): { count: number; gone: string[] } {
  const fields: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0, at);
    if (end <= at || fields.length > most)
      throw new OddFiles('The list of what is gone is too long, or none');
    fields.push(bytes.toString(NAMES, at, end));
    at = end + 1;
  }
  const [count, ...gone] = fields;
  for (const path of gone) checkPath(path);
  return { count: Number(count), gone };
}

/** Git checks paths too, but would make any number of folders first, and has rules for the content of some. */
function checkPath(path: string): void {
  const parts = path.split('/');
  const rules = Buffer.from(path, NAMES).toString('utf8').split(/[/\\]/).some(isRules);
  if (rules || parts.length > MAX_DEPTH || path.length > PATH_BYTES)
    throw new OddFiles('A path is for git to look at');
}

/** As git has it: executable or not for its owner, and links. */
function modeOf({ header: { type, mode, size } }: Entry): string {
  if (!Number.isSafeInteger(size) || size < 0) throw new OddFiles('An entry has no size');
  if (type === 'symlink' && size === 0) return '120000';
  if (type === 'file') return mode & 0o100 ? '100755' : FILE;
  throw new OddFiles(`No file, but a ${type}`);
}

async function wholeOf(entry: Entry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of entry) chunks.push(chunk);
  return Buffer.concat(chunks);
}

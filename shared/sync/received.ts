import type { Readable } from 'node:stream';
import { SpeckitError } from '../errors.ts';
import { type Change, changesIn } from './changes.ts';
import type { ObjectReader } from './objects.ts';
import { openScratch, type Scratch } from './scratch.ts';
import type { Repository } from './trees.ts';
import { shown } from './violation.ts';

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
  limits: ReceiveLimits;
  /** Folder for the scratch repository. */
  scratchDir: string;
  /** How long checking may take, default 60,000 ms: little that comes can unfold into hours of work. */
  checkMs?: number;
  /** Called with the bytes that came so far. */
  onBytes?: (bytes: number) => void;
  signal?: AbortSignal | undefined;
}

/** The default time for checking a result. */
export const CHECK_MS = 60_000;

/** Fills a fresh scratch repository from a sandbox's stream. When that fails, the stream ends and nothing is left. */
export async function receiveInto(
  mirror: Repository,
  stream: Readable,
  { scratchDir, signal }: ReceiveOptions,
  fill: (scratch: Scratch) => Promise<Pick<Received, 'tree' | 'changes'>>,
): Promise<Received> {
  const scratch = await openScratch(mirror, scratchDir);
  try {
    return { ...scratch, ...(await fill(scratch)) };
  } catch (error) {
    stream.destroy();
    await scratch[Symbol.asyncDispose]();
    signal?.throwIfAborted();
    throw error;
  }
}

/** Limits how long checking takes once everything has come. */
export interface CheckClock extends Disposable {
  /** Fires when the time is over, and with the caller's. */
  readonly signal: AbortSignal;
  start(): void;
  /** Throws when it was the time that broke off what failed with `error`. */
  throwIfLate(error: unknown): void;
}

export function checkClock({
  checkMs = CHECK_MS,
  signal,
}: Pick<ReceiveOptions, 'checkMs' | 'signal'>): CheckClock {
  const late = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: AbortSignal.any([late.signal, ...(signal ? [signal] : [])]),
    start() {
      timer = setTimeout(() => late.abort(), checkMs);
    },
    throwIfLate(error) {
      if (late.signal.aborted) throw tooSlow(checkMs, error);
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}

/** What differs between the two trees. Rejects with `rejected` beyond the limits. */
export async function changesWithin(
  objects: ObjectReader,
  from: string,
  to: string,
  { files, treeBytes }: ReceiveLimits,
): Promise<Change[]> {
  const changes = await changesIn(objects, from, to, { maxChanges: files });
  const bytes = changes.reduce((sum, change) => sum + change.size, 0);
  const largest = changes.reduce<Change | undefined>((a, b) => (a && a.size >= b.size ? a : b), undefined);
  if (bytes > treeBytes) throw tooLarge('result', treeBytes, largest);
  return changes;
}

/** The error for a result beyond `limit` bytes. */
export function tooLarge(what: string, limit: number, largest?: Change): SpeckitError {
  const most = largest
    ? `; its largest file is ${shown(largest.path)} with ${Math.ceil(largest.size / 1024)} KiB`
    : '';
  return new SpeckitError(
    'rejected',
    `The ${what} is larger than the limit of ${Math.floor(limit / 1024)} KiB${most}.`,
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

import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SpeckitError } from '../../shared/errors.ts';
import { createBatcher } from './batch.ts';
import { databaseError } from './database-errors.ts';
import { createPump } from './pump.ts';

export interface JournalOptions<T> {
  /** Puts items where they belong. It may get the same item again; while it rejects, it is called again. */
  store(items: T[]): Promise<void>;
  /** Hears of what could not be stored yet. */
  onError(error: unknown): void;
  /** How much may wait to be stored; default 32 MB. */
  maxBytes?: number | undefined;
}

export interface Journal<T> {
  /**
   * Resolves once `item` is in a file, from which this process stores it or the next one.
   * @throws SpeckitError `exhausted` when the disk is full or too much waits already
   */
  add(item: T): Promise<void>;
  /** Stores what it can; the rest stays in the files. */
  close(): Promise<void>;
}

const MAX_BYTES = 32 * 1024 * 1024;
/** The first of a burst is stored at once, the others together. */
const SPACING_MS = 50;
const RETRY_MS = 1_000;

/** A line of a file: what came later has a higher number, whichever file it is in. */
type Line<T> = [number: number, item: T];

/**
 * Takes items by writing a line each to one of two files in `folder`, which is many times faster than storing them: while
 * the items of one file are stored, the other takes the new ones. Begins with what an earlier process left there. The
 * folder belongs to one process at a time; items come back as JSON has them, and in the order in which they were added.
 */
export async function openJournal<T>(folder: string, options: JournalOptions<T>): Promise<Journal<T>> {
  const { store, onError, maxBytes = MAX_BYTES } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await using opening = new AsyncDisposableStack();
  const open = async (name: string) => opening.use(await openLines<T>(join(folder, name)));
  const [one, other] = [await open('0.ndjson'), await open('1.ndjson')];
  // What an earlier process was storing came before what it took meanwhile.
  let [storing, taking] = one.first() <= other.first() ? [one, other] : [other, one];
  let number = Math.max(one.last(), other.last());
  let retry: NodeJS.Timeout | undefined;
  let closed = false;

  const { wake, idle } = createPump(
    async () => {
      if (storing.lines.length === 0) [storing, taking] = [taking, storing];
      if (storing.lines.length === 0) return;
      await store(storing.lines.map(([, item]) => item));
      await storing.clear();
      wake();
      await pause(SPACING_MS);
    },
    error => {
      onError(error);
      retry = setTimeout(again, RETRY_MS);
    },
  );
  const again = () => {
    retry = undefined;
    wake();
  };
  const opened = opening.move();
  wake();
  return {
    async add(item) {
      if (closed) throw tooLate();
      if (storing.bytes() + taking.bytes() > maxBytes) throw tooMuch();
      const written = taking.add([++number, item]);
      // Until the next try, what comes waits with what could not be stored.
      if (!retry) wake();
      await written;
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      wake();
      await idle();
      clearTimeout(retry);
      await opened.disposeAsync();
    },
  };
}

async function openLines<T>(path: string) {
  const file = await open(path, 'a+', 0o600);
  await using opening = new AsyncDisposableStack();
  opening.defer(() => file.close());
  const lines = parseLines<T>(await file.readFile('utf8'));
  let bytes = (await file.stat()).size;
  opening.move();
  // Several requests that are read from their sockets at once share one write.
  const writes = createBatcher(async (batch: string[]) => {
    // The line feed comes first: behind a line that a full disk cut off, the next one is whole.
    await file.appendFile(batch.map(line => `\n${line}`).join(''));
    return batch;
  });
  return {
    lines,
    bytes: () => bytes,
    /** The number of the first line; beyond every number when there is none. */
    first: () => lines[0]?.[0] ?? Number.POSITIVE_INFINITY,
    last: () => lines.at(-1)?.[0] ?? 0,
    async add(line: Line<T>): Promise<void> {
      const text = JSON.stringify(line);
      lines.push(line);
      bytes += text.length;
      try {
        await writes.add(text);
      } catch (error) {
        throw databaseError(error);
      }
    },
    /** Nothing may be added meanwhile. */
    async clear(): Promise<void> {
      await writes.idle();
      await file.truncate();
      lines.length = 0;
      bytes = 0;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await writes.idle();
      await file.close();
    },
  };
}

function parseLines<T>(text: string): Line<T>[] {
  return text.split('\n').flatMap(line => {
    try {
      return [JSON.parse(line) as Line<T>];
    } catch {
      // Cut off by a full disk or an end: nobody was told that it is stored.
      return [];
    }
  });
}

const tooMuch = () =>
  new SpeckitError('exhausted', 'Too many requests wait for the database.', {
    hint: 'The server log tells why it does not take them; GitHub shows the delivery as failed, and it can be redelivered there.',
    retryable: true,
  });

const tooLate = () =>
  new SpeckitError('unreachable', 'The server is stopping.', {
    hint: 'GitHub shows the delivery as failed; it is asked for again once a server runs.',
  });

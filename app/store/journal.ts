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

/**
 * Takes items by writing a line each to one of two files in `folder`, which is many times faster than storing them: while
 * the items of one file are stored, the other takes the new ones. Begins with what an earlier process left there. The
 * folder belongs to one process at a time; items come back as JSON has them.
 */
export async function openJournal<T>(folder: string, options: JournalOptions<T>): Promise<Journal<T>> {
  const { store, onError, maxBytes = MAX_BYTES } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let storing = await openLines<T>(join(folder, '0.ndjson'));
  let taking = await openLines<T>(join(folder, '1.ndjson'));
  let retry: NodeJS.Timeout | undefined;

  const { wake, idle } = createPump(
    async () => {
      if (storing.items.length === 0) [storing, taking] = [taking, storing];
      if (storing.items.length === 0) return;
      await store([...storing.items]);
      await storing.clear();
      wake();
      await pause(SPACING_MS);
    },
    error => {
      onError(error);
      retry = setTimeout(wake, RETRY_MS);
    },
  );
  wake();
  return {
    async add(item) {
      if (storing.bytes() + taking.bytes() > maxBytes) throw tooMuch();
      const written = taking.add(item);
      wake();
      await written;
    },
    async close() {
      clearTimeout(retry);
      wake();
      await idle();
      clearTimeout(retry);
      await Promise.all([storing.close(), taking.close()]);
    },
  };
}

/** A file with a line for each of `items`. */
async function openLines<T>(path: string) {
  const file = await open(path, 'a+', 0o600);
  const items = parseLines<T>(await file.readFile('utf8'));
  let bytes = (await file.stat()).size;
  // Several requests that are read from their sockets at once share one write.
  const writes = createBatcher(async (lines: string[]) => {
    // The line feed comes first: behind a line that a full disk cut off, the next one is whole.
    await file.appendFile(lines.map(line => `\n${line}`).join(''));
    return lines;
  });
  return {
    items,
    bytes: () => bytes,
    async add(item: T): Promise<void> {
      const line = JSON.stringify(item);
      items.push(item);
      bytes += line.length;
      try {
        await writes.add(line);
      } catch (error) {
        throw databaseError(error);
      }
    },
    /** Nothing may be added meanwhile. */
    async clear(): Promise<void> {
      await writes.idle();
      await file.truncate();
      items.length = 0;
      bytes = 0;
    },
    async close(): Promise<void> {
      await writes.idle();
      await file.close();
    },
  };
}

function parseLines<T>(text: string): T[] {
  return text.split('\n').flatMap(line => {
    try {
      return [JSON.parse(line) as T];
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

import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { RunEvent } from '../../../shared/events.ts';
import type { RunFiles } from './store.ts';

const PIECE = 1024 * 1024;
const LINE_FEED = 0x0a;

/** An event as it is written down; `offset` is how much output there was before it. */
export type Entry = { offset: number } & (
  | { type: 'phase'; phase: string; at: string }
  | { type: 'notice'; text: string }
  | { type: 'usage'; sample: Extract<RunEvent, { type: 'usage' }>['sample'] }
  | Extract<RunEvent, { type: 'progress' }>
  /** The record has the outcome. */
  | { type: 'ended' }
);

export interface Journal extends AsyncDisposable {
  /** Bytes of output there are. */
  readonly offset: number;
  hear(event: RunEvent): void;
  note(text: string): void;
  /** Resolves when everything is on the disk; the last entry of a run. */
  ended(): Promise<void>;
}

/** Writes down what happens in a run, behind what is there. */
export async function openJournal(files: Pick<RunFiles, 'output' | 'events'>): Promise<Journal> {
  let offset = (await stat(files.output)).size;
  const output = createWriteStream(files.output, { flags: 'a' });
  const events = createWriteStream(files.events, { flags: 'a' });
  const add = (entry: Entry) => void events.write(`${JSON.stringify(entry)}\n`);
  const close = async () => {
    // The output first: who reads an entry finds the output that was before it.
    output.end();
    await finished(output);
    events.end();
    await finished(events);
  };
  return {
    get offset() {
      return offset;
    },
    hear(event) {
      if (event.type === 'output') {
        output.write(event.bytes);
        offset = event.offset + event.bytes.length;
      } else if (event.type === 'phase') {
        add({ type: 'phase', phase: event.phase, at: event.at.toISOString(), offset });
      } else if (event.type !== 'result') add({ ...event, offset });
    },
    note: text => add({ type: 'notice', text, offset }),
    async ended() {
      output.end();
      await finished(output);
      add({ type: 'ended', offset });
      events.end();
      await finished(events);
    },
    [Symbol.asyncDispose]: async () => {
      if (!events.writableEnded) await close();
    },
  };
}

/** Reads a file that grows: each call gives what came since the last one, at most 1 MiB. */
export function tailFile(file: string, from = 0): { read(): Promise<Buffer>; readonly offset: number } {
  let offset = from;
  return {
    get offset() {
      return offset;
    },
    async read() {
      const chunks: Buffer[] = [];
      for await (const chunk of createReadStream(file, { start: offset, end: offset + PIECE - 1 })) {
        chunks.push(chunk as Buffer);
      }
      const bytes = Buffer.concat(chunks);
      offset += bytes.length;
      return bytes;
    },
  };
}

/** Entries of a journal as they come. */
export function tailEntries(file: string): { read(): Promise<Entry[]> } {
  const tail = tailFile(file);
  let rest = Buffer.alloc(0);
  return {
    async read() {
      const bytes = Buffer.concat([rest, await tail.read()]);
      const end = bytes.lastIndexOf(LINE_FEED) + 1;
      rest = bytes.subarray(end);
      const lines = bytes.toString('utf8', 0, end).split('\n').slice(0, -1);
      return lines.map(line => JSON.parse(line) as Entry);
    },
  };
}

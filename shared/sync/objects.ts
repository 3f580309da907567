import { PassThrough } from 'node:stream';
import { BrokenObject } from './broken-object.ts';
import { gitStream } from './git.ts';
import type { ReadOptions, Repository } from './trees.ts';

export interface ObjectInfo {
  type: string;
  /** Bytes. */
  size: number;
}

/** Reads many objects through one git process, in the order asked; asking for several at once saves the waiting. */
export interface ObjectReader extends AsyncDisposable {
  /** `undefined` when the repository does not hold the object. */
  info(oid: string): Promise<ObjectInfo | undefined>;
  /** The object whole. Throws when it is not there, larger than `maxBytes` or not of that `type`. */
  read(oid: string, maxBytes: number, type?: string): Promise<Buffer>;
  /** The object whole, or `undefined` when it is larger than `maxBytes`. Throws when it is not there. */
  readSmall(oid: string, maxBytes: number): Promise<Buffer | undefined>;
  /** The object piece by piece. */
  scan(oid: string, onChunk: (chunk: Buffer) => void): Promise<void>;
}

const OID = /^[0-9a-f]{40}$/;

/** A reader for the objects of `repository` and its alternates. Dispose of it, or git stays. */
export function openObjects({ gitDir }: Repository, { signal }: ReadOptions = {}): ObjectReader {
  const requests = new PassThrough();
  const { stdout, done } = gitStream(['cat-file', '--batch-command', '--buffer'], {
    gitDir,
    stdin: requests,
    signal,
  });
  const source = bytesOf(stdout, done);
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;

  /** Asks git now; the answer is taken once those to all earlier questions were. */
  const ask = <T>(command: string, oid: string, take: (found: ObjectInfo | undefined) => T | Promise<T>) => {
    if (!OID.test(oid)) throw new Error(`${oid} is not an object id`);
    if (closed) throw new Error('The reader of objects was disposed of');
    requests.write(`${command} ${oid}\nflush\n`);
    const mine = turn.then(async () => {
      const [, type = '', size = ''] = (await source.line()).split(' ');
      return await take(type === 'missing' ? undefined : { type, size: Number(size) });
    });
    turn = mine.catch(() => undefined);
    return mine;
  };
  const info = (oid: string) => ask('info', oid, found => found);
  const contents = async (
    oid: string,
    onChunk: (chunk: Buffer) => void,
    { maxBytes = Number.POSITIVE_INFINITY, type }: { maxBytes?: number; type?: string | undefined } = {},
  ): Promise<{ size: number; taken: boolean }> => {
    const found = await info(oid);
    if (!found) throw new BrokenObject(`Object ${oid} is missing`);
    if (type !== undefined && found.type !== type)
      throw new BrokenObject(`Object ${oid} is a ${found.type}, no ${type}`);
    const { size } = found;
    if (size > maxBytes) return { size, taken: false };
    await ask('contents', oid, async () => {
      await source.take(size, onChunk);
      await source.take(1, () => undefined);
    });
    return { size, taken: true };
  };
  const readSmall = async (oid: string, maxBytes: number, type?: string) => {
    const chunks: Buffer[] = [];
    const { size, taken } = await contents(oid, chunk => chunks.push(chunk), { maxBytes, type });
    return taken ? { content: Buffer.concat(chunks) } : { size };
  };

  return {
    info: async oid => await info(oid),
    scan: async (oid, onChunk) => void (await contents(oid, onChunk)),
    async read(oid, maxBytes, type) {
      const { content, size } = await readSmall(oid, maxBytes, type);
      if (!content) throw new BrokenObject(`Object ${oid} has ${size} bytes, more than ${maxBytes}`);
      return content;
    },
    readSmall: async (oid, maxBytes) => (await readSmall(oid, maxBytes)).content,
    async [Symbol.asyncDispose]() {
      closed = true;
      await turn;
      requests.end();
      stdout.destroy();
      // Ended on purpose, maybe in the middle of an object that nobody wants any more.
      await done.catch(() => undefined);
    },
  };
}

/** Pulls lines and counted pieces from a stream, never more than it must hold. */
function bytesOf(stream: NodeJS.ReadableStream, done: Promise<void>) {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer = Buffer.alloc(0);
  const more = async (): Promise<void> => {
    const next = await chunks.next();
    if (!next.done) {
      rest = rest.length ? Buffer.concat([rest, next.value]) : next.value;
      return;
    }
    await done;
    throw new Error('git cat-file ended early');
  };
  return {
    async line(): Promise<string> {
      let end = rest.indexOf(10);
      while (end < 0) {
        await more();
        end = rest.indexOf(10);
      }
      const text = rest.subarray(0, end).toString('latin1');
      rest = rest.subarray(end + 1);
      return text;
    },
    async take(count: number, onChunk: (chunk: Buffer) => void): Promise<void> {
      for (let left = count; left > 0; ) {
        if (rest.length === 0) await more();
        const piece = rest.subarray(0, left);
        rest = rest.subarray(piece.length);
        left -= piece.length;
        onChunk(piece);
      }
    },
  };
}

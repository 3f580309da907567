import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header, pack } from 'tar-stream';
import { type Engine, engineError, noEngine } from './docker-engine.ts';
import { inspectContainer } from './docker-state.ts';
import { fileMissing } from './support/missing.ts';
import { expectErrors, sourceError } from './support/stdin.ts';
import type { CallOptions, Sandbox, WriteOptions } from './types.ts';

/** Large files over a slow line to the engine. */
const TRANSFER_MS = 30 * 60_000;

export type Entry = Partial<Header> & Pick<Header, 'name'>;
type Content = Parameters<Sandbox['writeFile']>[1];

/** Puts folders and links into the folder `into` of the container, which may be stopped. */
export async function putEntries(
  engine: Engine,
  id: string,
  into: string,
  entries: readonly Entry[],
  options: CallOptions,
): Promise<void> {
  const archive = pack();
  for (const entry of entries) archive.entry(entry);
  archive.finalize();
  await putArchive(engine, id, into, archive, { ...options, name: '' });
}

async function putFile(
  engine: Engine,
  id: string,
  into: string,
  header: Entry,
  content: Content,
  { signal }: CallOptions,
): Promise<void> {
  expectErrors(content);
  const archive = pack();
  const filling = fill(archive, header, content);
  filling.catch(error => archive.destroy(error));
  try {
    await putArchive(engine, id, into, archive, { signal, name: header.name });
    await filling;
  } catch (error) {
    signal?.throwIfAborted();
    throw sourceError(content) ?? error;
  } finally {
    archive.destroy();
    if (!(content instanceof Uint8Array)) content.stream.destroy();
  }
}

async function putArchive(
  engine: Engine,
  id: string,
  into: string,
  archive: ReturnType<typeof pack>,
  { signal, name }: CallOptions & { name: string },
): Promise<void> {
  const missing = async (cause: unknown) => {
    await inspectContainer(engine, id, { signal });
    return fileMissing(posix.join(into, name), cause);
  };
  await engine.call(
    'write a file',
    // Through a stream of Node's own: the client pipes and watches for its errors.
    (client, abortSignal) =>
      client
        .getContainer(id)
        .putArchive(Readable.from(archive, { objectMode: false }), { path: into, abortSignal }),
    { signal, timeoutMs: TRANSFER_MS, missing },
  );
}

async function fill(archive: ReturnType<typeof pack>, header: Entry, content: Content): Promise<void> {
  if (content instanceof Uint8Array) {
    archive.entry(
      { ...header, size: content.length },
      Buffer.from(content.buffer, content.byteOffset, content.length),
    );
  } else {
    await pipeline(content.stream, archive.entry({ ...header, size: content.size }));
  }
  archive.finalize();
}

export async function writeDocker(
  engine: Engine,
  id: string,
  owner: number,
  path: string,
  content: Content,
  { mode = 0o644, signal }: WriteOptions,
): Promise<void> {
  const { dir, base } = posix.parse(path);
  const header = { name: base, mode, uid: owner, gid: owner, mtime: new Date() };
  await putFile(engine, id, dir, header, content, { signal });
}

/** The bytes of a regular file; links are not followed. */
export async function readDocker(
  engine: Engine,
  id: string,
  path: string,
  options: CallOptions,
): Promise<Readable> {
  const { signal } = options;
  const missing = async (cause: unknown) => {
    await inspectContainer(engine, id, options);
    return fileMissing(path, cause);
  };
  const archive = (await engine.call(
    'read a file',
    (client, abortSignal) => client.getContainer(id).getArchive({ path, abortSignal }),
    { signal, missing },
  )) as Readable;
  const entries = extract();
  const unpacking = pipeline(archive, entries, { signal });
  unpacking.catch(() => {});
  const iterator = entries[Symbol.asyncIterator]();
  const { value: entry } = await iterator.next();
  if (entry?.header.type !== 'file') {
    archive.destroy();
    throw fileMissing(path);
  }
  async function* content() {
    try {
      yield* entry;
    } catch (error) {
      signal?.throwIfAborted();
      const known = engineError('read a file', error);
      // The archive broke off: there is no errno for that.
      throw known === error ? noEngine('ended in the middle of a file', error) : known;
    } finally {
      archive.destroy();
    }
  }
  return Readable.from(content(), { objectMode: false });
}

import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { SpeckitError } from '../../errors.ts';
import type { CallOptions, Sandbox, WriteOptions } from '../types.ts';
import { orDiskFull } from './disk.ts';
import { fileMissing } from './missing.ts';

/**
 * What a service's own file calls lack: they make missing folders, leave half a file behind, know no modes and
 * follow links and pipes. So files travel to and from names of ours, and a command puts them in place.
 */
const PLACE = `
[ -d "$3" ] && [ ! -d "$2" ] || { rm -f "$1"; exit 3; }
chmod "$4" "$1" && mv -f "$1" "$2" || { rm -f "$1"; exit 4; }
`;
const MEASURE = '[ -f "$1" ] && [ ! -h "$1" ] || exit 3; wc -c <"$1"';

type Exec = Sandbox['exec'];

/** Moves the uploaded file `draft` to `path`; rejects with `missing` if there is no such folder. */
export async function placeFile(
  exec: Exec,
  draft: string,
  path: string,
  { mode = 0o644, signal }: WriteOptions,
): Promise<void> {
  const args = [draft, path, posix.dirname(path), mode.toString(8)];
  const { exitCode, stderr } = await exec(['sh', '-c', PLACE, 'sh', ...args], { signal });
  if (exitCode === 0) return;
  const cause = new Error(`exit ${exitCode}: ${stderr.toString()}`);
  if (exitCode === 3) throw fileMissing(path, cause);
  const denied = new SpeckitError('denied', `${path} cannot be written in the sandbox.`, {
    hint: 'The sandbox’s user must be allowed to write there.',
    cause,
  });
  throw await orDiskFull(exec, posix.dirname(path), denied);
}

/** Size in bytes of a regular file; anything else, links too, is `missing`. */
export async function measureFile(exec: Exec, path: string, { signal }: CallOptions): Promise<number> {
  const { exitCode, stdout } = await exec(['sh', '-c', MEASURE, 'sh', path], { signal });
  const size = Number.parseInt(stdout.toString(), 10);
  if (exitCode !== 0 || Number.isNaN(size)) throw fileMissing(path);
  return size;
}

/**
 * `source` as a stream that fails when fewer than `size` bytes come, as a broken connection may look like an end.
 * `failed` turns a failure of the source, or its absence, into the error to throw.
 */
export function wholeFile(
  source: AsyncIterable<Uint8Array>,
  size: number,
  failed: (cause: unknown) => unknown,
): Readable {
  async function* content() {
    let bytes = 0;
    try {
      for await (const chunk of source) {
        bytes += chunk.length;
        yield chunk;
      }
    } catch (error) {
      throw failed(error);
    }
    if (bytes < size) throw failed(undefined);
  }
  return Readable.from(content(), { objectMode: false });
}

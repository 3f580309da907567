import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { SpeckitError } from '../errors.ts';
import type { Redactor } from '../text/redact.ts';

/** Bytes that an archive from a sandbox may unfold to. */
const MOST_BYTES = 16 * 1024 * 1024;

const unpack = promisify(gunzip);
const pack = promisify(gzip);

/**
 * A gzipped tar with every secret in it masked. Masking keeps lengths, so the archive stays one; only an entry whose
 * very name holds a secret can no longer be read.
 * @throws SpeckitError `rejected` when it is no gzip data or unfolds to more than 16 MiB.
 */
export async function maskArchive(archive: Uint8Array, redactor: Redactor): Promise<Buffer> {
  const stream = redactor.stream();
  const tar = await unpack(archive, { maxOutputLength: MOST_BYTES }).catch(cause => {
    throw new SpeckitError('rejected', "Spec Kit's run state is not an archive that can be kept.", {
      hint: 'The run cannot be resumed later; its result is not affected.',
      cause,
    });
  });
  return await pack(Buffer.concat([stream.push(tar), stream.flush()]));
}

import { SpeckitError } from '../../shared/errors.ts';

/** Far above any key; more is another file. */
const LARGEST = 64 * 1024;

/** What is piped in, up to its end. @throws SpeckitError `usage` when nothing is piped, or too much */
export async function readSecret(
  stdin: NodeJS.ReadStream,
  variable: string,
  signal: AbortSignal,
): Promise<string> {
  if (stdin.isTTY) {
    throw new SpeckitError('usage', `The value of \`${variable}\` has to be piped in.`, {
      hint: 'It is asked for only on a terminal and without `--json`; it is never an argument.',
    });
  }
  const chunks: Buffer[] = [];
  let size = 0;
  const stop = () => stdin.destroy(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of stdin) {
      const bytes = Buffer.from(chunk as Uint8Array);
      size += bytes.length;
      if (size > LARGEST) throw tooLarge(variable);
      chunks.push(bytes);
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const tooLarge = (variable: string) =>
  new SpeckitError('usage', `What is piped in for \`${variable}\` is no credential: it is too large.`, {
    hint: `Pipe in the value alone, at most ${LARGEST / 1024} KiB.`,
  });

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { constants, open as openFile } from 'node:fs';
import { chmod, mkdir, open, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';
import { HANDOVER } from './docker-handover.ts';

/** A way for a command's stdout past the engine, which copies everything several times. */
export interface OutputPipe extends AsyncDisposable {
  /** The command with its stdout in the pipe, or as ever where a container is not on our kernel. */
  into(argv: readonly string[]): string[];
  /** What comes through; ends after {@link OutputPipe.close}. */
  readonly output: AsyncIterable<Uint8Array>;
  /** To be called once the command is over: then nobody of ours keeps the pipe open. */
  close(): Promise<void>;
}

/** Whoever still holds the pipe open, as something left behind by the command may, gets so long. */
const LINGER_MS = 3000;

/**
 * Only where the byte is found that waits in one pipe, the other leads anywhere: a folder can come from another machine
 * and its pipes never do. Opening the first for both does not wait for somebody to write.
 */
const INTO = `
at=$1
shift
token=$({ timeout 1 head -c 1 <>"$at/in"; } 2>/dev/null)
if [ "$token" = x ]; then exec "$@" >"$at/out"; fi
exec "$@"
`;

/**
 * A pipe in the folder that is handed over to a container, which sees it read-only: that keeps it from making or changing
 * files there, not from writing into a pipe. Nothing where this machine cannot make one.
 */
export async function openPipe(folder: string): Promise<OutputPipe | undefined> {
  const name = `stdout-${randomUUID()}`;
  const at = join(folder, name);
  await using opening = new AsyncDisposableStack();
  opening.defer(() => rm(at, { recursive: true, force: true }));
  try {
    await mkdir(at);
    // The user inside is another one than here, whatever our umask says; the folder above is ours alone.
    await chmod(at, 0o755);
    await promisify(execFile)('mkfifo', ['-m', '666', join(at, 'in'), join(at, 'out')]);
    const both = constants.O_RDWR | constants.O_NONBLOCK;
    const token = opening.use(await open(join(at, 'in'), both));
    await token.write('x');
    // Without a writer a pipe is at its end before it began.
    const writer = opening.use(await open(join(at, 'out'), both));
    const fd = await promisify(openFile)(join(at, 'out'), constants.O_RDONLY | constants.O_NONBLOCK);
    const output = new Socket({ fd, readable: true, writable: false });
    opening.defer(() => void output.destroy());
    // Whoever reads hears of it.
    output.on('error', () => undefined);
    let timer: NodeJS.Timeout | undefined;
    opening.defer(() => clearTimeout(timer));
    const end = () => {
      // With something in hand it is our reader who is slow; the pipe itself may have more of the command then.
      if (output.readableLength === 0) output.push(null);
      else timer = setTimeout(end, LINGER_MS).unref();
    };
    const opened = opening.move();
    return {
      into: argv => ['sh', '-c', INTO, 'sh', posix.join(HANDOVER, name), ...argv],
      output,
      async close() {
        await writer.close();
        timer = setTimeout(end, LINGER_MS).unref();
      },
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    };
  } catch {
    return undefined;
  }
}

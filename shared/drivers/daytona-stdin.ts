import { Writable } from 'node:stream';
import type { Sandbox as DaytonaSandbox } from '@daytonaio/sdk';
import { noRoom } from './daytona-errors.ts';
import { uploadDaytona } from './daytona-files.ts';
import { feedJob } from './daytona-scripts.ts';
import { INLINE_BYTES, runScript } from './daytona-toolbox.ts';

/** Each costs two calls, whatever its size; some wait in the memory of the sandbox. */
const PIECE = 4 * 2 ** 20;
/** What is on its way counts too, so it takes more than one piece to make the next one whole. */
const MOST_WAITING = 2 * PIECE;
const NOT_YET = 7;

/**
 * A command's stdin, in pieces that a process in the sandbox feeds to it. `draft` gives the path of a new file there,
 * `job` the folder of the job once it has begun; `onLost` hears of what went wrong on the way.
 */
export function remoteStdin(
  box: DaytonaSandbox,
  draft: () => string,
  job: Promise<string>,
  onLost: (reason: unknown) => void,
): Writable {
  let number = 0;
  async function place(content?: Buffer): Promise<void> {
    const dir = await job;
    const large = content !== undefined && content.length > INLINE_BYTES;
    const file = large ? draft() : undefined;
    if (file !== undefined && content) await uploadDaytona(box, file, content, undefined);
    for (;;) {
      const { exitCode } = await runScript(
        box,
        feedJob(dir, number, file === undefined ? content : { file }),
      );
      if (exitCode === 3) throw noRoom(undefined);
      if (exitCode !== NOT_YET) break;
    }
    number += 1;
  }
  const call = (work: Promise<void>, done: (error?: Error | null) => void) =>
    work.then(
      () => done(),
      error => {
        onLost(error);
        done(error);
      },
    );
  async function pieces(content: Buffer): Promise<void> {
    for (let at = 0; at < content.length; at += PIECE) await place(content.subarray(at, at + PIECE));
  }
  return new Writable({
    highWaterMark: MOST_WAITING,
    write(chunk: Buffer, _, done) {
      void call(pieces(chunk), done);
    },
    // What came meanwhile goes together.
    writev(chunks, done) {
      void call(pieces(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer))), done);
    },
    final(done) {
      void call(place(), done);
    },
  });
}

import { isSpeckitError } from '../../shared/errors.ts';
import type { OutputStore } from './output.ts';
import { createOutputBuffer } from './output-buffer.ts';
import type { Fence } from './run-row.ts';

export interface OutputWriterOptions {
  /** The run's `outputOffset`: where an earlier worker stopped. Default 0. */
  from?: number;
  /** Longest output that is stored whole; of a longer one the first and the last half. Default 8 MiB. */
  capBytes?: number;
  /** Output is stored at the latest this long after it came. Default 250 ms. */
  flushMs?: number;
  /** Told of failed writes. They are repeated by themselves, except after `cancelled` (fenced off). */
  onError: (error: unknown) => void;
}

export interface OutputWriter {
  /** Takes output; `offset` is that of `bytes[0]` in the sandbox's log. Never waits: beyond the cap, the middle is dropped. */
  write(offset: number, bytes: Uint8Array): void;
  /** Stores everything taken so far. Rejects with the reason when that fails. */
  flush(): Promise<void>;
  /** `flush`, after which nothing more is taken. */
  close(): Promise<void>;
}

const CAP_BYTES = 8 * 1024 * 1024;
const FLUSH_MS = 250;
const RETRY_MS = 1_000;
/** A flood rewrites the whole tail with each flush, so those are spaced out. */
const FLOOD_FLUSH_MS = 2_000;

/** Stores the output of the run that `fence` owns, in few and bounded writes however much it prints. */
export function createOutputWriter(
  store: OutputStore,
  fence: Fence,
  options: OutputWriterOptions,
): OutputWriter {
  const { from = 0, capBytes = CAP_BYTES, flushMs = FLUSH_MS, onError } = options;
  const half = Math.floor(capBytes / 2);
  const buffer = createOutputBuffer({ headBytes: half, tailBytes: capBytes - half, from });
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();
  let delay = flushMs;
  let closed = false;

  const storeNow = async () => {
    const change = buffer.take();
    if (!change) return;
    try {
      await store.write(fence, change);
      const inTail = change.pieces.reduce(
        (sum, piece) => sum + (piece.start < half ? 0 : piece.bytes.length),
        0,
      );
      delay = inTail > half / 4 ? Math.max(flushMs, FLOOD_FLUSH_MS) : flushMs;
    } catch (error) {
      buffer.putBack(change);
      delay = RETRY_MS;
      if (isSpeckitError(error, 'cancelled')) closed = true;
      else schedule();
      throw error;
    }
  };

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const next = last.then(storeNow);
    last = next.catch(() => undefined);
    return next;
  };

  const schedule = () => {
    if (closed) return;
    timer ??= setTimeout(() => flush().catch(onError), delay);
  };

  return {
    write(offset, bytes) {
      if (closed) return;
      buffer.push(offset, bytes);
      schedule();
    },
    flush,
    async close() {
      closed = true;
      await flush();
    },
  };
}

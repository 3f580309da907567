import type { Emit, TransferProgress } from '../events.ts';
import type { Snapshot } from '../sync/pack.ts';
import type { ObjectPort } from './land-objects.ts';
import type { Publisher, Result } from './types.ts';

/** Nobody reads faster. */
const EVERY_MS = 250;

type Amounts = Omit<TransferProgress, 'step'>;

/** Emits progress of one step, at most every quarter of a second; what is complete is always told. */
export function transferProgress(emit: Emit, step: TransferProgress['step']): (amounts: Amounts) => void {
  let last = Number.NEGATIVE_INFINITY;
  return amounts => {
    const now = performance.now();
    const complete = amounts.doneBytes === amounts.totalBytes && amounts.doneFiles === amounts.totalFiles;
    if (!complete && now - last < EVERY_MS) return;
    last = now;
    emit({ type: 'progress', step, ...amounts });
  };
}

/** For the `onProgress` of an upload; its files are there once all bytes are. */
export function uploadProgress(
  emit: Emit,
  { files }: Pick<Snapshot, 'files'>,
): (sent: number, total: number) => void {
  const tell = transferProgress(emit, 'upload');
  return (doneBytes, totalBytes) =>
    tell({ doneBytes, totalBytes, doneFiles: doneBytes === totalBytes ? files : 0, totalFiles: files });
}

/** The publisher, telling how much of a result it has taken so far. */
export function watchedPublisher(publisher: Publisher, emit: Emit): Publisher {
  return {
    ...publisher,
    commit: (result, signal) => publisher.commit(watchedResult(result, emit), signal),
    keep: (result, signal) => publisher.keep(watchedResult(result, emit), signal),
  };
}

/** The port for large results, telling how much of one is there by the share of its objects. */
export function watchedObjects(objects: ObjectPort, emit: Emit): ObjectPort {
  return {
    ...objects,
    put(result, signal) {
      const tell = transferProgress(emit, 'publish');
      const { totalBytes, totalFiles } = totalsOf(result);
      return objects.put(result, signal, share => {
        const done = (total: number) => Math.floor(share * total);
        tell({ doneBytes: done(totalBytes), totalBytes, doneFiles: done(totalFiles), totalFiles });
      });
    },
  };
}

function totalsOf({ changes }: Result): { totalBytes: number; totalFiles: number } {
  const files = changes.filter(({ status }) => status !== 'deleted');
  return { totalBytes: files.reduce((sum, { size }) => sum + size, 0), totalFiles: files.length };
}

function watchedResult(result: Result, emit: Emit): Result {
  const tell = transferProgress(emit, 'publish');
  const { totalBytes, totalFiles } = totalsOf(result);
  const seen = new Set<string>();
  let doneBytes = 0;
  return {
    ...result,
    async read(change) {
      const content = await result.read(change);
      // A file that is asked for again, because a request is repeated, counts once.
      if (!seen.has(change.path)) {
        seen.add(change.path);
        doneBytes += content.length;
        tell({ doneBytes, totalBytes, doneFiles: seen.size, totalFiles });
      }
      return content;
    },
  };
}

import type { Sandbox } from '../drivers/types.ts';
import { isSpeckitError } from '../errors.ts';
import { madeRoom } from '../session/index.ts';
import { bringBack, type Collect } from '../sync/bring-back.ts';
import type { Change } from '../sync/changes.ts';
import { collectResult } from '../sync/collect.ts';
import { type ObjectReader, openObjects } from '../sync/objects.ts';
import type { Snapshot } from '../sync/pack.ts';
import type { Scratch } from '../sync/scratch.ts';
import { layoutOf } from './execute.ts';
import { transferProgress } from './progress.ts';
import type { PipelinePorts, PipelineRun } from './types.ts';

/** What the sandbox made of the snapshot, checked for being sound git data but not yet judged. */
export interface Download extends AsyncDisposable {
  scratch: Scratch;
  /** One reader for all of the result's files. */
  objects: ObjectReader;
  baseTree: string;
  theirsTree: string;
  /** From base to theirs. */
  changes: readonly Change[];
}

export interface DownloadInput {
  run: PipelineRun;
  ports: PipelinePorts;
  snapshot: Snapshot;
  /** Called once with the number of files that only `exclude` kept back. */
  onKeptBack(files: number): void;
  signal: AbortSignal;
}

/** Brings the sandbox's result into a scratch repository; `undefined` when nothing changed. */
export async function download(sandbox: Sandbox, input: DownloadInput): Promise<Download | undefined> {
  const { run, ports, snapshot, onKeptBack, signal } = input;
  const layout = layoutOf(sandbox);
  const collectOnce: Collect = way =>
    collectResult(sandbox, {
      ...way,
      dir: layout.repo,
      controlDir: layout.control,
      base: snapshot.base,
      exclude: run.profile.exclude,
      onKeptBack,
      signal,
    });
  const collect: Collect = way =>
    collectOnce(way).catch(async error => {
      // A follower gets by with fewer processes than git.
      const refused = isSpeckitError(error, 'rejected');
      if (!refused || !(await madeRoom(sandbox, layout.session, signal))) throw error;
      return await collectOnce(way);
    });
  const tell = transferProgress(ports.emit, 'download');
  let doneBytes = 0;
  const scratch = await bringBack(collect, ports.mirror, {
    base: snapshot.base,
    limits: run.profile.limits,
    scratchDir: ports.scratchDir,
    onBytes: bytes => {
      doneBytes = bytes;
      tell({ doneBytes });
    },
    signal,
  });
  if (!scratch) return undefined;
  const { length } = scratch.changes;
  tell({ doneBytes, totalBytes: doneBytes, doneFiles: length, totalFiles: length });
  const objects = openObjects(scratch, { signal });
  return {
    scratch,
    objects,
    baseTree: snapshot.tree,
    theirsTree: scratch.tree,
    changes: scratch.changes,
    async [Symbol.asyncDispose]() {
      await objects[Symbol.asyncDispose]();
      await scratch[Symbol.asyncDispose]();
    },
  };
}

import { SpeckitError } from '../../../shared/errors.ts';
import type { RunOutcome } from '../../../shared/events.ts';
import type { Context } from '../command.ts';
import { type Entry, tailEntries, tailFile } from './journal.ts';
import { fromStored } from './record.ts';
import { isTended, readRun, runFiles } from './store.ts';
import { watchFolder } from './watch-folder.ts';

export interface Follower {
  onOutput(offset: number, bytes: Buffer): Promise<void>;
  onEntry(entry: Entry): void;
}

export interface FollowOptions {
  /** Output before it is not shown again. */
  from?: number;
  /** Ends the following, not the run. */
  signal: AbortSignal;
  /** Rejects when the process that was started to tend the run ended. */
  gone?: Promise<never>;
}

/** Looked as well, where the system tells nothing of changes. */
const LOOK_MS = 250;
/** How often a run that says nothing is looked after. */
const ALIVE_MS = 2_000;

/**
 * Shows a run to its end, all of its output and what was told between.
 * @throws SpeckitError `unreachable` when nobody tends it any more, and what aborts `signal`
 */
export async function followRun(
  { folders }: Pick<Context, 'folders'>,
  id: string,
  follower: Follower,
  { from = 0, signal, gone }: FollowOptions,
): Promise<RunOutcome> {
  const files = runFiles(folders, id);
  const output = tailFile(files.output, from);
  const entries = tailEntries(files.events);
  const pass = async (upTo: number) => {
    while (output.offset < upTo) {
      const { offset } = output;
      const bytes = await output.read();
      if (bytes.length === 0) return;
      await follower.onOutput(offset, bytes);
    }
  };
  using changes = changesOf(files.folder);
  using abort = whenAborted(signal);
  let heard = performance.now();
  for (;;) {
    signal.throwIfAborted();
    const changed = changes.next();
    for (const entry of await entries.read()) {
      heard = performance.now();
      await pass(entry.offset);
      if (entry.type !== 'ended') {
        follower.onEntry(entry);
        continue;
      }
      const { outcome } = await readRun(folders, id);
      if (outcome) return fromStored(outcome);
    }
    await pass(Number.POSITIVE_INFINITY);
    // One that was just started may not have begun; its end is told.
    if (!gone && performance.now() - heard > ALIVE_MS) {
      heard = performance.now();
      if (!(await isTended(folders, id))) {
        const { outcome } = await readRun(folders, id);
        if (!outcome) throw untended(id);
        await pass(Number.POSITIVE_INFINITY);
        return fromStored(outcome);
      }
    }
    await Promise.race([changed, abort.happened, ...(gone ? [gone] : [])]);
  }
}

function changesOf(folder: string): { next(): Promise<void> } & Disposable {
  let waiting = Promise.withResolvers<void>();
  const watcher = watchFolder(folder, LOOK_MS, () => waiting.resolve());
  return {
    /** Resolves at the first change from now on. */
    next() {
      waiting = Promise.withResolvers<void>();
      return waiting.promise;
    },
    [Symbol.dispose]: () => watcher[Symbol.dispose](),
  };
}

function whenAborted(signal: AbortSignal): { happened: Promise<void> } & Disposable {
  const { promise, resolve } = Promise.withResolvers<void>();
  const hear = () => resolve();
  signal.addEventListener('abort', hear);
  return { happened: promise, [Symbol.dispose]: () => signal.removeEventListener('abort', hear) };
}

function untended(id: string): SpeckitError {
  return new SpeckitError('unreachable', `The process that looked after run ${id} is gone.`, {
    hint: `\`speckit-remote attach ${id}\` takes the run up again, \`speckit-remote cancel ${id}\` ends it.`,
  });
}

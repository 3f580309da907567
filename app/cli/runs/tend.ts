import { existsSync } from 'node:fs';
import { appendFile, rm } from 'node:fs/promises';
import { SpeckitError, toSpeckitError } from '../../../shared/errors.ts';
import type { RunOutcome } from '../../../shared/events.ts';
import { failedOutcome } from '../../../shared/pipeline/outcome.ts';
import { withLock } from '../../../shared/sync/lock.ts';
import { redactKnownShapes } from '../../../shared/text/known-shapes.ts';
import { stacksOf } from '../../causes.ts';
import type { Context } from '../command.ts';
import { executeRun } from './execute.ts';
import { withLogNamed } from './in-terminal.ts';
import { openJournal } from './journal.ts';
import { type RunRecord, toStored } from './record.ts';
import { type RunFiles, readRun, runFiles, writeRun } from './store.ts';
import { watchFolder } from './watch-folder.ts';

/** What a tended run is worked on with. */
export interface Tending {
  context: Pick<Context, 'env' | 'folders'>;
  files: RunFiles;
  /** Changes the record, here and on the disk. */
  note(changes: Partial<RunRecord>): Promise<void>;
  /** Ends the command. */
  cancel: AbortSignal;
  /** Lets go of it. */
  signal: AbortSignal;
  /** For who looks into a run that went wrong. */
  warn(message: string, cause: unknown): void;
}

/**
 * Brings a run to its end, from wherever it is. Only one process does at a time; one that comes second finds nothing
 * left to do. Rejects only when `signal` aborts: the run can be taken up again then.
 */
export async function tendRun(
  context: Pick<Context, 'env' | 'folders'>,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const files = runFiles(context.folders, id);
  await withLock(files.lock, () => tendAlone(context, files, id, signal), signal);
}

async function tendAlone(
  context: Pick<Context, 'env' | 'folders'>,
  files: RunFiles,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const before = await readRun(context.folders, id);
  if (before.outcome) return;
  let record = before;
  const note = async (changes: Partial<RunRecord>) => {
    record = { ...record, ...changes };
    await writeRun(context.folders, record);
  };
  const warn = (message: string, cause: unknown) => {
    const text = [message, ...stacksOf(cause)].join('\n');
    appendFile(files.log, `${redactKnownShapes(text)}\n`).catch(() => undefined);
  };
  await using journal = await openJournal(files);
  using cancel = watchForCancel(files);
  const tending: Tending = { context, files, note, warn, cancel: cancel.signal, signal };
  const named = (ended: RunOutcome) => withLogNamed(ended, files.log);
  let outcome: RunOutcome;
  try {
    await note({ attempt: before.attempt + 1 });
    outcome = named(await executeRun(tending, before, journal));
    if (outcome.error?.code === 'internal') warn('The run met a defect.', outcome.error);
  } catch (error) {
    signal.throwIfAborted();
    warn('The run failed.', error);
    const known = toSpeckitError(cancel.signal.aborted ? cancel.signal.reason : error);
    outcome = named(failedOutcome(known));
    // Its command goes on or has ended in its sandbox, so whoever comes next can still bring it to its end.
    if (before.startedAt !== undefined) {
      journal.note([outcome.title, ...outcome.notes].join(' '));
      throw known;
    }
  }
  await note({ outcome: toStored(outcome), endedAt: new Date().toISOString() });
  for (const folder of [files.mirror, files.scratch]) await rm(folder, { recursive: true, force: true });
  await journal.ended();
}

/** Looked for as well, where the system tells nothing of changes. */
const LOOK_MS = 500;

function watchForCancel({
  folder,
  cancel,
}: Pick<RunFiles, 'folder' | 'cancel'>): { signal: AbortSignal } & Disposable {
  const controller = new AbortController();
  const look = () => {
    if (controller.signal.aborted || !existsSync(cancel)) return;
    const hint = 'Start it again when you like.';
    controller.abort(new SpeckitError('cancelled', 'The run was cancelled.', { hint }));
  };
  const watcher = watchFolder(folder, LOOK_MS, look);
  look();
  return { signal: controller.signal, [Symbol.dispose]: () => watcher[Symbol.dispose]() };
}

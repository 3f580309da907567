import { SpeckitError } from '../../../shared/errors.ts';
import { workName, workSubject } from '../../../shared/pipeline/facts.ts';
import type { Context } from '../command.ts';
import type { RunRecord } from './record.ts';
import { listRuns, readRun } from './store.ts';

/** The run that a command is about: the one that is named, else the newest. @throws SpeckitError `usage` */
export async function pickRun(
  { folders }: Pick<Context, 'folders'>,
  id: string | undefined,
): Promise<RunRecord> {
  if (id !== undefined) return readRun(folders, id);
  const [newest] = await listRuns(folders);
  if (newest) return newest;
  throw new SpeckitError('usage', 'There is no run on this machine yet.', {
    hint: '`speckit-remote run --help` shows how to start one.',
  });
}

/** The run that is to be acted on: the one that is named, else the only one that has not ended. */
export async function pickOpenRun(
  { folders }: Pick<Context, 'folders'>,
  id: string | undefined,
): Promise<RunRecord> {
  if (id !== undefined) return readRun(folders, id);
  const [only, second] = (await listRuns(folders)).filter(({ outcome }) => !outcome);
  if (only && !second) return only;
  throw new SpeckitError('usage', only ? 'Several runs are going on.' : 'No run is going on.', {
    hint: 'Name one of those that `speckit-remote list` shows.',
  });
}

/** What a run is about, on one line. */
export function titleOf({ work }: Pick<RunRecord, 'work'>): string {
  const subject = workSubject(work);
  return work.kind === 'shell' ? subject : `${workName(work)} ${subject}`.trim();
}

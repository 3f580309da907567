import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SpeckitError } from '../../../shared/errors.ts';
import { newRunId } from '../../../shared/pipeline/run-id.ts';
import { isLocked } from '../../../shared/sync/lock.ts';
import type { Folders } from '../folders.ts';
import type { RunRecord, RunRequest } from './record.ts';

/** The files of one run, in a folder of its own that only the user can read. */
export interface RunFiles {
  folder: string;
  record: string;
  /** The redacted output of the command, byte by byte. */
  output: string;
  /** What else happened, one JSON object a line. */
  events: string;
  /** Whoever tends the run holds this lock. */
  lock: string;
  /** Its being there asks whoever tends the run to cancel it. */
  cancel: string;
  /** Git's objects of this run, and short-lived files; both are gone when it has ended. */
  mirror: string;
  scratch: string;
  /** What went wrong beside the run, for people. */
  log: string;
}

const RUN_ID = /^r[0-9a-z]{12}$/;
/** As long as the App keeps results that nobody took. */
const KEEP_MS = 14 * 24 * 60 * 60_000;

const runsFolder = ({ state }: Pick<Folders, 'state'>) => path.join(state, 'runs');

export function runFiles(folders: Pick<Folders, 'state'>, id: string): RunFiles {
  const folder = path.join(runsFolder(folders), id);
  const at = (name: string) => path.join(folder, name);
  return {
    folder,
    record: at('run.json'),
    output: at('output.log'),
    events: at('events.jsonl'),
    lock: at('owner.lock'),
    cancel: at('cancel'),
    mirror: at('mirror'),
    scratch: at('scratch'),
    log: at('problems.log'),
  };
}

/** Writes a new run down; nobody tends it yet. */
export async function createRun(folders: Folders, request: RunRequest): Promise<RunRecord> {
  const record: RunRecord = { id: newRunId(), createdAt: new Date().toISOString(), attempt: 0, ...request };
  const files = runFiles(folders, record.id);
  await mkdir(files.folder, { recursive: true, mode: 0o700 }).catch(cause => {
    throw new SpeckitError(
      'config',
      `The folder for runs, ${files.folder}, cannot be made (${cause.code}).`,
      {
        hint: 'Make the folder above it writable, or set XDG_STATE_HOME to another one.',
        cause,
      },
    );
  });
  await Promise.all([
    writeFile(files.output, '', { mode: 0o600 }),
    writeFile(files.events, '', { mode: 0o600 }),
  ]);
  await writeRun(folders, record);
  return record;
}

/** Replaces the record as a whole, so that nobody reads half of it. */
export async function writeRun(folders: Pick<Folders, 'state'>, record: RunRecord): Promise<void> {
  const { record: file } = runFiles(folders, record.id);
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, `${JSON.stringify(record, undefined, 1)}\n`, { mode: 0o600 });
  await rename(draft, file);
}

/** @throws SpeckitError `usage` when there is no such run */
export async function readRun(folders: Pick<Folders, 'state'>, id: string): Promise<RunRecord> {
  const found = RUN_ID.test(id) ? await read(runFiles(folders, id).record) : undefined;
  if (found) return found;
  throw new SpeckitError('usage', `There is no run \`${id}\` on this machine.`, {
    hint: '`speckit-remote list` shows those that are.',
  });
}

/** Every run of this machine, the newest first. */
export async function listRuns(folders: Pick<Folders, 'state'>): Promise<RunRecord[]> {
  const names = await readdir(runsFolder(folders)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw new SpeckitError(
      'config',
      `The folder of runs, ${runsFolder(folders)}, cannot be read (${error.code}).`,
      {
        hint: 'Check that it is yours, or set XDG_STATE_HOME to another folder.',
        cause: error,
      },
    );
  });
  const ids = names.filter(name => RUN_ID.test(name)).sort();
  const records = await Promise.all(ids.reverse().map(id => read(runFiles(folders, id).record)));
  return records.filter(record => record !== undefined);
}

/** Whether a living process of this machine tends the run. */
export function isTended(folders: Pick<Folders, 'state'>, id: string): Promise<boolean> {
  return isLocked(runFiles(folders, id).lock);
}

export async function forgetRun(folders: Pick<Folders, 'state'>, id: string): Promise<void> {
  await rm(runFiles(folders, id).folder, { recursive: true, force: true });
}

/** Removes what ended long ago. Branches in the checkouts stay. */
export async function forgetOldRuns(folders: Pick<Folders, 'state'>, now = Date.now()): Promise<void> {
  for (const { id, endedAt } of await listRuns(folders)) {
    if (endedAt !== undefined && now - Date.parse(endedAt) > KEEP_MS) await forgetRun(folders, id);
  }
}

/** Undefined for a run that is just being made or removed. */
async function read(file: string): Promise<RunRecord | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as RunRecord;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new SpeckitError('config', `The record of a run, ${file}, cannot be read.`, {
      hint: `Remove the folder ${path.dirname(file)}; a sandbox of that run may be left.`,
      cause,
    });
  }
}

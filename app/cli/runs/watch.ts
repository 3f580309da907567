import { writeFile } from 'node:fs/promises';
import type { RunOutcome } from '../../../shared/events.ts';
import type { Context } from '../command.ts';
import { EXIT, type ExitCode, exitOfError, exitOfRun } from '../exit.ts';
import { type Follower, type FollowOptions, followRun } from './follow.ts';
import { fromStored, type RunRecord, toStored } from './record.ts';
import { showOutcome } from './show.ts';
import { readRun, runFiles } from './store.ts';

/** Asks whoever tends the run to cancel it. */
export async function requestCancel({ folders }: Pick<Context, 'folders'>, id: string): Promise<void> {
  await writeFile(runFiles(folders, id).cancel, '', { mode: 0o600 });
}

/** Follows the run to its end; Ctrl-C cancels it, and again leaves it alone. */
export async function watchRun(
  context: Context,
  id: string,
  follower: Follower,
  options: Omit<FollowOptions, 'signal'> & { signal?: AbortSignal },
): Promise<RunOutcome> {
  context.onForcedExit(() => `Run ${id} is being cancelled. \`speckit-remote attach ${id}\` shows it again.`);
  const hear = () => {
    context.out.progress('');
    context.out.note(`Cancelling run ${id}; Ctrl-C again leaves at once.`);
    requestCancel(context, id).catch(error => context.out.warn(String(error)));
  };
  if (context.signal.aborted) hear();
  context.signal.addEventListener('abort', hear, { once: true });
  try {
    return await followRun(context, id, follower, { signal: new AbortController().signal, ...options });
  } finally {
    context.signal.removeEventListener('abort', hear);
  }
}

/** Tells how a run ended, and what that is worth as an exit code. */
export function conclude({ out }: Pick<Context, 'out'>, record: RunRecord, outcome: RunOutcome): ExitCode {
  if (out.json) out.result(runJson({ ...record, outcome: toStored(outcome) }), () => []);
  else showOutcome(out, outcome);
  const { conclusion, error } = outcome;
  return conclusion === 'failure' && error?.code === 'usage' ? exitOfError(error) : exitOfRun(conclusion);
}

/** Tells that a run is over which somebody wanted to end: that it was cancelled is what they wanted. */
export async function concludeCancel(
  { out, folders }: Pick<Context, 'out' | 'folders'>,
  id: string,
): Promise<ExitCode> {
  const record = await readRun(folders, id);
  if (out.json) out.result(runJson(record), () => []);
  else if (record.outcome) showOutcome(out, fromStored(record.outcome));
  return EXIT.success;
}

/** A run as `--json` shows it. */
export function runJson(record: RunRecord) {
  const { id, root, work, createdAt, startedAt, endedAt, phase, profile, sandbox, outcome } = record;
  return {
    run: id,
    root,
    work,
    ...{ createdAt, startedAt, endedAt },
    state: outcome ? 'ended' : 'running',
    phase,
    ...(profile ? { profile: profile.name, driver: profile.driver, agent: profile.agent } : {}),
    sandbox: outcome ? undefined : sandbox?.id,
    ...(outcome ? { outcome } : {}),
  };
}

/** {@link conclude} for a run whose record has been written by another process. */
export async function concludeRun(context: Context, id: string, outcome: RunOutcome): Promise<ExitCode> {
  const { concludeConflict } = await import('./conflict.ts');
  const record = await readRun(context.folders, id);
  return conclude(context, record, await concludeConflict(context, record, outcome));
}

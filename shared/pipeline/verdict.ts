import type { Sandbox } from '../drivers/types.ts';
import { isSpeckitError, SpeckitError, toSpeckitError } from '../errors.ts';
import type { RunOutcome } from '../events.ts';
import { formatDuration } from '../profile/durations.ts';
import type { RunEnd, Shortage } from '../session/index.ts';
import { readPhaseResult } from '../speckit/result.ts';
import { collectRunState } from '../speckit/run-state.ts';
import { interruptedVerdict, shellVerdict, type Verdict } from './outcome.ts';
import type { PipelineRun } from './types.ts';

export interface JudgeInput {
  run: PipelineRun;
  sandbox: Sandbox;
  end: RunEnd;
  /** The signal that cancelled the run, if it was. */
  cancel: AbortSignal;
  signal: AbortSignal;
  save(archive: Buffer): Promise<void>;
  /** For the operator's log. */
  warn(message: string, cause: unknown): void;
}

/** A verdict, and what the run set up in the checkout beside its work. */
export interface JudgedWork extends Verdict {
  setUp: readonly string[];
}

/** How the command went: by its exit code for a shell command, by Spec Kit's own report for a phase. */
export async function judgeWork({
  run,
  sandbox,
  end,
  cancel,
  signal,
  save,
  warn,
}: JudgeInput): Promise<JudgedWork> {
  const interrupted = interruptedVerdict(end, formatDuration(run.profile.timeoutMs));
  if (interrupted) return { ...interrupted, ...cancelReason(interrupted, cancel), setUp: [] };
  if (end.kind !== 'exited') throw new Error('unreachable: interrupted sessions have a verdict');
  const shortages = (end.shortages ?? []).map(shortage => SHORTAGES[shortage]);
  const short = shortages.map(({ message, hint }) => `${message} ${hint}`);
  if (run.work.kind === 'shell') {
    const verdict = shellVerdict(end.exitCode, end.signal);
    const [error] = shortages;
    return { ...verdict, notes: [...verdict.notes, ...short], ...(error ? { error } : {}), setUp: [] };
  }
  const names = { phase: run.work.phase, agent: run.profile.agent };
  const { outcome, setUp } = await readPhaseResult(sandbox, end.exitCode, names, { signal });
  if (outcome.runId) {
    try {
      const place = { runId: outcome.runId, projectDir: run.profile.project };
      const state = await collectRunState(sandbox, place, { signal });
      if ('tar' in state) await save(state.tar);
    } catch (error) {
      // What cannot be resumed later is no reason to lose the result.
      if (!isSpeckitError(error, 'rejected')) throw error;
      warn("Spec Kit's run state is not kept.", error);
    }
  }
  if (outcome.status === 'completed') {
    const title = `The phase \`${run.work.phase}\` is done.`;
    return { conclusion: 'success', title, notes: [], exitCode: end.exitCode, setUp };
  }
  const { error } = outcome;
  return {
    conclusion: outcome.status === 'paused' ? 'action_required' : 'failure',
    title: error.message,
    notes: [error.hint, ...short],
    exitCode: end.exitCode,
    error,
    setUp,
  };
}

const exhausted = (message: string, hint: string) => new SpeckitError('exhausted', message, { hint });

const SHORTAGES: Readonly<Record<Shortage, SpeckitError>> = {
  memory: exhausted(
    'The sandbox ran out of memory and a process of it was killed.',
    'Give the profile more (`memory`).',
  ),
  processes: exhausted('The sandbox reached its limit of processes.', 'Raise it in the profile (`pids`).'),
  disk: exhausted('The disk of the sandbox is full.', 'Make room on it, or let the command write less.'),
};

/** The verdict once somebody has cancelled the run after its command had ended: then nothing is committed any more. */
export function cancelledSince(judged: JudgedWork, cancel: AbortSignal): JudgedWork {
  const commits = judged.conclusion === 'success' || judged.conclusion === 'action_required';
  if (!cancel.aborted || !commits) return judged;
  const error = toSpeckitError(cancel.reason);
  return { ...judged, conclusion: 'cancelled', title: error.message, notes: [error.hint], error };
}

/** The outcome once somebody has cancelled the run too late for it to count. */
export function cancelledTooLate(outcome: RunOutcome, cancel: AbortSignal): RunOutcome {
  if (!cancel.aborted || outcome.conclusion === 'cancelled') return outcome;
  return { ...outcome, notes: [...outcome.notes, TOO_LATE] };
}

const TOO_LATE = 'It was cancelled when its work was done and its result on its way already, so that stands.';

function cancelReason(verdict: Verdict, cancel: AbortSignal): Partial<Verdict> {
  if (verdict.conclusion !== 'cancelled' || !isSpeckitError(cancel.reason)) return {};
  return { title: cancel.reason.message, notes: [cancel.reason.hint], error: cancel.reason };
}

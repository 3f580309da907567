import { z } from 'zod';
import type { SpeckitError } from '../errors.ts';
import { failure, type PhaseNames, setupError } from './setup-errors.ts';

/** How a phase ended. Only `completed` can be green. */
export type PhaseOutcome =
  | { status: 'completed'; runId: string }
  | {
      /** `missing`: Spec Kit left no result. `invalid`: it left one that makes no sense. */
      status: 'paused' | 'failed' | 'aborted' | 'missing' | 'invalid';
      runId?: string;
      /** The workflow's step that it ended in. */
      step?: string;
      /** Fit for the person who asked. */
      error: SpeckitError;
    };

const STATUSES = ['created', 'running', 'completed', 'paused', 'failed', 'aborted'] as const;

const REPORT = z.object({
  run_id: z.string().nullish(),
  status: z.enum(STATUSES),
  current_step_id: z.string().nullish(),
  error: z.string().nullish(),
  gate: z.object({ message: z.string().nullish(), options: z.array(z.string()).nullish() }).nullish(),
});

/**
 * What the phase's script amounts to, from the JSON that `specify` left (undefined: no such file) and the script's
 * exit code. Reads no text of other programs; their messages are only passed on.
 */
export function readOutcome(
  json: Uint8Array | undefined,
  exitCode: number | undefined,
  names: PhaseNames,
): PhaseOutcome {
  const setup = setupError(exitCode, names);
  if (setup !== undefined) return { status: 'failed', error: setup };
  if (json === undefined || json.length === 0) return { status: 'missing', error: noResult(exitCode, names) };
  const report = parse(json);
  if (report === undefined) {
    return { status: 'invalid', error: unreadable('Spec Kit left a result that is not of its form.') };
  }
  return judge(report, exitCode, names);
}

function judge(
  report: z.infer<typeof REPORT>,
  exitCode: number | undefined,
  names: PhaseNames,
): PhaseOutcome {
  const { status } = report;
  const where = {
    ...(report.run_id ? { runId: report.run_id } : {}),
    ...(report.current_step_id ? { step: report.current_step_id } : {}),
  };
  if (status === 'completed' && exitCode === 0 && report.run_id) {
    return { status: 'completed', runId: report.run_id };
  }
  if (status === 'completed' || status === 'created' || status === 'running') {
    const said = `Spec Kit reports \`${status}\`, but its program ended with ${describe(exitCode)}.`;
    return { status: 'invalid', ...where, error: unreadable(said) };
  }
  if (status === 'paused') {
    const options = report.gate?.options?.join(', ');
    const asks = `${report.gate?.message ?? 'no reason was given'}${options ? ` (${options})` : ''}`;
    return {
      status,
      ...where,
      error: failure('unsupported', `The workflow waits for a decision: ${asks}`, PAUSED),
    };
  }
  const reason = report.error?.trim().slice(0, LONGEST_REASON) || 'no reason was given';
  const verb = status === 'aborted' ? 'was aborted' : 'failed';
  return {
    status,
    ...where,
    error: failure('rejected', `The phase \`${names.phase}\` ${verb}: ${reason}`, FAILED),
  };
}

/** Characters; another program wrote it, and it stands in a title. */
const LONGEST_REASON = 500;

const PAUSED = 'Nothing was committed; `/speckit retry` starts the phase again.';
const FAILED = "The agent's own output above says more; `/speckit retry` starts the phase again.";

function noResult(exitCode: number | undefined, { phase }: PhaseNames): SpeckitError {
  return failure(
    'rejected',
    `The phase \`${phase}\` ended with ${describe(exitCode)} and without a result of Spec Kit.`,
    'The output says more. If it does not know the command `workflow`, the installed `specify-cli` is older than 0.8.5.',
  );
}

function unreadable(message: string): SpeckitError {
  return failure(
    'rejected',
    message,
    '`/speckit retry` starts the phase again; the output of this run is kept.',
  );
}

function describe(exitCode: number | undefined): string {
  return exitCode === undefined ? 'no exit code' : `exit code ${exitCode}`;
}

function parse(json: Uint8Array): z.infer<typeof REPORT> | undefined {
  try {
    return REPORT.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json)));
  } catch {
    return undefined;
  }
}

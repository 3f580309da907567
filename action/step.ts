import { SpeckitError, toSpeckitError } from '../shared/errors.ts';
import type { StepResult } from './action.ts';
import { type Cancellation, listenForCancel } from './cancel.ts';
import { readEnvironment } from './environment.ts';
import { readInputs } from './inputs.ts';
import { type JobLog, openJobLog } from './job-log.ts';
import { reportStatus } from './outputs.ts';
import { readTrigger } from './trigger.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** The step: reads what is asked, and does it. Never rejects; a failure is told in the log. */
export async function runStep(variables: Variables): Promise<StepResult> {
  const log = openJobLog();
  using cancel = listenForCancel();
  try {
    return await handle(variables, log, cancel);
  } catch (error) {
    const failure = toSpeckitError(error);
    reportStatus(failure.code === 'cancelled' ? 'cancelled' : 'refused');
    log.error(`${failure.message} ${failure.code === 'internal' ? DEFECT : failure.hint}`);
    if (failure.code === 'internal') log.info(String(error instanceof Error ? error.stack : error));
    return 'failed';
  }
}

const DEFECT = 'This is a defect of speckit-remote; the lines below say where.';

async function handle(variables: Variables, log: JobLog, cancel: Cancellation): Promise<StepResult> {
  const inputs = await readInputs(variables);
  const env = await readEnvironment(variables);
  const trigger = readTrigger({ ...env.event, actor: env.actor }, inputs.command);
  if (trigger.kind === 'ignored') {
    reportStatus('ignored');
    log.info(`Nothing to do. ${trigger.reason}`);
    return 'fine';
  }
  if (inputs.branch !== undefined && trigger.kind === 'pull') throw branchOnPull();
  // Most events ask for nothing, so what is needed to do something is loaded only now.
  const { act } = await import('./act.ts');
  return act({ env, inputs, log, cancel, variables }, trigger);
}

function branchOnPull(): SpeckitError {
  return new SpeckitError('usage', 'The input `branch` has no meaning on a pull request.', {
    hint: "Leave it out: the result goes to the pull request's own branch.",
  });
}

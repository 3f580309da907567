import { getState } from '@actions/core';
import { runStep } from './step.ts';

// The runner starts `main` and `post` as programs of their own; both are in one bundle.
const failed =
  process.env.SPECKIT_REMOTE_STEP === 'post' ? await post() : (await runStep(process.env)) === 'failed';
// Connections that are kept open must not keep the job waiting.
process.exit(failed ? 1 : 0);

/** Nearly always there is nothing left to do, so what would do it is loaded only then. */
async function post(): Promise<boolean> {
  if (getState('run') === '' || getState('done') === 'true') return false;
  await (await import('./clean-up.ts')).cleanUp(process.env);
  return false;
}

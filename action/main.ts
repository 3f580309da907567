import { cleanUp } from './clean-up.ts';
import { runStep } from './step.ts';

// The runner starts `main` and `post` as programs of their own; both are in one bundle.
const failed =
  process.env.SPECKIT_REMOTE_STEP === 'post'
    ? await cleanUp(process.env).then(() => false)
    : (await runStep(process.env)) === 'failed';
// Connections that are kept open must not keep the job waiting.
process.exit(failed ? 1 : 0);

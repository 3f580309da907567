import { type ErrorCode, SpeckitError } from '../errors.ts';
import { SETUP_EXITS } from './script.ts';

/** What the messages name. */
export interface PhaseNames {
  phase: string;
  agent: string;
}

/** The error of a script that ended before Spec Kit ran; undefined when it did run. */
export function setupError(
  exitCode: number | undefined,
  { phase, agent }: PhaseNames,
): SpeckitError | undefined {
  const x = SETUP_EXITS;
  switch (exitCode) {
    case x.noDirectory:
      return failure('config', 'The project directory does not exist in the checkout.', NO_DIRECTORY);
    case x.noSpecify:
      return failure('missing', 'Spec Kit (`specify`) is not installed in the sandbox.', NO_SPECIFY);
    case x.noAgent:
      return failure(
        'missing',
        `The program of the agent \`${agent}\` is not installed in the sandbox.`,
        "Use an image that has it, choose another agent with `--agent`, or set the profile's executable for it.",
      );
    case x.notInitialised:
      return failure(
        'config',
        'This project has no `.specify/` folder.',
        `Run \`specify init --here --integration ${agent}\` and commit the result.`,
      );
    case x.initFailed:
      return failure('rejected', `Spec Kit could not be set up for the agent \`${agent}\`.`, SETUP);
    case x.extensionFailed:
      return failure('rejected', `The extension that brings \`${phase}\` could not be added.`, SETUP);
    case x.noCommand:
      return failure(
        'missing',
        `This project has no command \`speckit.${phase}\` for the agent \`${agent}\`.`,
        `Run \`specify integration install ${agent}\` (or \`upgrade\`) in the project and commit the result, or choose the agent that it is set up for with \`--agent\`.`,
      );
    case x.noText:
      return failure(
        'internal',
        'The text of the phase did not reach the sandbox.',
        '`/speckit retry` starts the phase again.',
      );
    default:
      return undefined;
  }
}

const NO_DIRECTORY = 'Correct the project directory in `.github/speckit.yml`.';
const NO_SPECIFY =
  'Use an image that has it (`npm run image` builds one), or install `specify-cli` on the machine.';
const SETUP = 'What the program said is at the end of the output.';

export function failure(code: ErrorCode, message: string, hint: string): SpeckitError {
  return new SpeckitError(code, message, { hint });
}

import { SpeckitError } from '../errors.ts';

/** The answer to `--sha` when the branch is elsewhere. */
export function headMoved(asked: string, head: string): SpeckitError {
  return new SpeckitError(
    'denied',
    `The branch is not at \`${asked}\`, which \`--sha\` asks for, but at \`${head}\`.`,
    {
      hint: 'Look at what was pushed, then ask again with that commit or without `--sha`.',
    },
  );
}

import { SpeckitError } from '../../errors.ts';

/** The sandbox `id` is not there any more. */
export const sandboxGone = (id: string, cause?: unknown) =>
  new SpeckitError('missing', `The sandbox ${id} is gone.`, {
    hint: 'Somebody or something removed it; `/speckit retry` starts again in a new one.',
    cause,
  });

/** `path`, or the folder it should lie in, is not in the sandbox, or it is no regular file. */
export const fileMissing = (path: string, cause?: unknown) =>
  new SpeckitError('missing', `There is no file ${path} in the sandbox.`, {
    hint: 'Its folder must exist, and it must be a regular file; the command may have removed it.',
    cause,
  });

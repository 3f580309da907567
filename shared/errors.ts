/** The closed set of error codes. Callers branch on these, never on message text. */
export const ERROR_CODES = [
  /** The words of a command are off: unknown phase, flag or run. */
  'usage',
  /** A configuration file or a setting is invalid. */
  'config',
  /** Permission or policy refuses the request. */
  'denied',
  /** A credential is missing, expired or was refused. */
  'auth',
  /** Something that was named does not exist: image, branch, commit, sandbox. */
  'missing',
  /** The driver, server or agent cannot do this at all. */
  'unsupported',
  /** An engine, service, sandbox or GitHub does not answer. */
  'unreachable',
  /** A resource ran out: disk, memory, quota, rate. */
  'exhausted',
  /** Somebody or something ended the run on purpose. */
  'cancelled',
  /** What came back is not fit to be published. */
  'rejected',
  /** A defect of ours. */
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export interface ErrorDetails {
  /** What the person can do next, a full sentence. */
  hint: string;
  /** The original failure; never shown to users. */
  cause?: unknown;
  /** Whether repeating the same step may help. Default: true for `unreachable`, else false. */
  retryable?: boolean;
}

/** The only error type that crosses a module border on purpose. `message` and `hint` are fit for users. */
export class SpeckitError extends Error {
  override readonly name = 'SpeckitError';
  readonly code: ErrorCode;
  readonly hint: string;
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, details: ErrorDetails) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.hint = details.hint;
    this.retryable = details.retryable ?? code === 'unreachable';
  }
}

/** Whether `error` is ours and, if `code` is given, has that code. */
export function isSpeckitError(error: unknown, code?: ErrorCode): error is SpeckitError {
  return error instanceof SpeckitError && (code === undefined || error.code === code);
}

/** The error for a full disk of the machine that this runs on. */
export const diskFullHere = (cause: unknown) =>
  new SpeckitError('exhausted', 'The disk of the machine that speckit-remote runs on is full.', {
    hint: 'Free space where speckit-remote keeps its data, then use `/speckit retry`.',
    cause,
  });

/**
 * Any thrown value as a {@link SpeckitError}; a foreign one becomes `internal` with itself as the cause, but for a file
 * that could not be written for want of space.
 */
export function toSpeckitError(error: unknown): SpeckitError {
  if (error instanceof SpeckitError) return error;
  if (error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT'))
    return diskFullHere(error);
  return new SpeckitError('internal', 'Something went wrong inside speckit-remote.', {
    hint: 'The server log has the details under the id of this run; `/speckit retry` runs it again.',
    cause: error,
  });
}

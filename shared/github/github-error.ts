import { type ErrorCode, SpeckitError } from '../errors.ts';

/** The parts of Octokit's two error classes that we read; both come from packages that we don't import. */
interface Failure {
  status?: number;
  message?: string;
  response?: { headers?: Record<string, string | number | undefined>; data?: unknown };
  errors?: { type?: string; extensions?: { code?: string } }[];
}

/** The HTTP status that GitHub answered with; `undefined` when no answer came at all or it isn't an HTTP failure. */
export function statusOf(error: unknown): number | undefined {
  const { status, response } = asFailure(error);
  return response === undefined || status === undefined ? undefined : status;
}

/** Whether the request was lost on the way or the server failed: nobody knows if it was carried out. */
export function isOutage(error: unknown): boolean {
  const failure = asFailure(error);
  if (failure.errors !== undefined) return false;
  return failure.status !== undefined && failure.status >= 500;
}

/** The `type` (or, for schema errors, `extensions.code`) of every error of a GraphQL answer; empty for REST. */
export function graphqlErrorTypes(error: unknown): string[] {
  return (asFailure(error).errors ?? []).map(({ type, extensions }) => type ?? extensions?.code ?? 'UNKNOWN');
}

/** Whether GitHub refused because of a rate limit, primary or secondary, and so did nothing. */
export function isRateLimit(error: unknown): boolean {
  const { status, response } = asFailure(error);
  if (status === 429 || graphqlErrorTypes(error).includes('RATE_LIMITED')) return true;
  if (status !== 403) return false;
  const headers = response?.headers ?? {};
  if (headers['retry-after'] !== undefined || String(headers['x-ratelimit-remaining']) === '0') return true;
  const data = response?.data;
  const documentation =
    typeof data === 'object' && data !== null && 'documentation_url' in data ? data.documentation_url : '';
  return typeof documentation === 'string' && documentation.includes('rate-limit');
}

/**
 * Any failure of a GitHub call as a {@link SpeckitError}, judged by status and error type.
 * `what` completes "GitHub … to", in the infinitive: `read the pull request #3`.
 */
export function toGitHubError(error: unknown, what: string): SpeckitError {
  if (error instanceof SpeckitError) return error;
  const failure = asFailure(error);
  if (isAbort(error)) {
    return new SpeckitError('cancelled', `The attempt to ${what} was stopped.`, {
      hint: 'Nothing to do; `/speckit retry` runs it again.',
      cause: error,
    });
  }
  if (isRateLimit(error)) {
    return new SpeckitError('exhausted', `GitHub's rate limit does not allow to ${what} now.`, {
      hint: 'Wait until the limit resets (an hour at most), then `/speckit retry`.',
      cause: error,
      retryable: true,
    });
  }
  if (isOutage(error)) {
    return new SpeckitError('unreachable', `GitHub did not answer the request to ${what}.`, {
      hint: 'See githubstatus.com; try again in a few minutes with `/speckit retry`.',
      cause: error,
    });
  }
  const refusal = failure.errors === undefined ? byStatus(failure) : byType(graphqlErrorTypes(error));
  if (refusal === undefined) {
    return new SpeckitError('internal', `The request to ${what} failed inside speckit-remote.`, {
      hint: 'The server log has the details under the id of this run; `/speckit retry` runs it again.',
      cause: error,
    });
  }
  return new SpeckitError(refusal.code, `GitHub refused to ${what}${reason(failure)}.`, {
    hint: refusal.hint,
    cause: error,
  });
}

interface Refusal {
  code: ErrorCode;
  hint: string;
}

const AUTH: Refusal = {
  code: 'auth',
  hint: "Check that the App is still installed on this repository and that the server's private key is the App's current one.",
};
const DENIED: Refusal = {
  code: 'denied',
  hint: "Check the App's permissions (contents, pull requests, checks and issues: write) and accept new ones in the installation's settings.",
};
const MISSING: Refusal = {
  code: 'missing',
  hint: 'Check that it still exists and that the App is installed on this repository.',
};
const REJECTED: Refusal = {
  code: 'rejected',
  hint: 'Read what GitHub says; when it looks like a defect of speckit-remote, tell the operator the id of this run.',
};

function byStatus({ status, response }: Failure): Refusal | undefined {
  const permissions = response?.headers?.['x-accepted-github-permissions'];
  switch (status) {
    case 401:
      return AUTH;
    case 403:
    case 423:
    case 451:
      if (typeof permissions !== 'string') return DENIED;
      return { code: 'denied', hint: `The App needs this permission on the repository: ${permissions}.` };
    case 404:
    case 410:
      return MISSING;
    default:
      return status !== undefined && status >= 400 && status < 500 ? REJECTED : undefined;
  }
}

function byType(types: readonly string[]): Refusal {
  if (types.includes('NOT_FOUND')) return MISSING;
  if (types.includes('FORBIDDEN') || types.includes('INSUFFICIENT_SCOPES')) return DENIED;
  return REJECTED;
}

/** GitHub's own words are for people only; nothing branches on them. */
function reason({ status, response, message, errors }: Failure): string {
  const data = response?.data;
  const own = typeof data === 'object' && data !== null && 'message' in data ? data.message : undefined;
  const words = errors === undefined ? own : message?.split('\n').slice(1).join(' ');
  const text = typeof words === 'string' ? words.replace(/\s+/g, ' ').trim().slice(0, 300) : '';
  const code = errors === undefined ? ` (HTTP ${status})` : '';
  return text === '' ? code : `${code}: ${text.replace(/\.$/, '')}`;
}

function asFailure(error: unknown): Failure {
  return typeof error === 'object' && error !== null ? (error as Failure) : {};
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

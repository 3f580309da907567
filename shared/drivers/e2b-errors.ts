import { SpeckitError } from '../errors.ts';
import type { E2bSdk } from './e2b-client.ts';
import { RpcFailure } from './e2b-rpc.ts';

export const E2B_KEY = {
  name: 'E2B_API_KEY',
  hint: 'Get a key at https://e2b.dev/dashboard (API Keys) and set E2B_API_KEY in the environment of speckit-remote.',
  required: true,
} as const;

/** What a failure was about, for its message. */
export interface E2bWhat {
  /** Completes “E2B could not …”. */
  what: string;
  /** What a 404 means; default: that something is wrong with the settings. */
  missing?: ((cause: unknown) => SpeckitError) | undefined;
}

/** Any failure of a call to E2B, by class, status or code. Undefined for a foreign error. */
export function e2bError(sdk: E2bSdk, error: unknown, { what, missing }: E2bWhat): SpeckitError | undefined {
  if (error instanceof SpeckitError) return error;
  const kind = classify(sdk, error);
  if (kind === 'missing' && missing) return missing(error);
  return kind && failure(kind, what, error);
}

type Kind = 'auth' | 'rate' | 'disk' | 'missing' | 'refused' | 'unreachable';

function classify(sdk: E2bSdk, error: unknown): Kind | undefined {
  if (error instanceof RpcFailure) return byRpc(error);
  if (error instanceof sdk.AuthenticationError) return 'auth';
  if (error instanceof sdk.RateLimitError) return 'rate';
  if (error instanceof sdk.NotEnoughSpaceError) return 'disk';
  if (error instanceof sdk.NotFoundError) return 'missing';
  if (error instanceof sdk.InvalidArgumentError || error instanceof sdk.TemplateError) return 'refused';
  if (error instanceof sdk.ServiceBusyError || error instanceof sdk.TimeoutError) return 'unreachable';
  if (error instanceof sdk.SandboxError) return byStatus(error.statusCode);
  return isTransport(error) ? 'unreachable' : undefined;
}

function byStatus(status: number | undefined): Kind {
  if (status === 401 || status === 403) return 'auth';
  if (status === 402 || status === 429) return 'rate';
  if (status === 404) return 'missing';
  if (status === 507) return 'disk';
  return status !== undefined && status < 500 ? 'refused' : 'unreachable';
}

function byRpc({ status, code }: RpcFailure): Kind {
  if (code === 'unauthenticated' || code === 'permission_denied') return 'auth';
  if (code === 'resource_exhausted') return 'rate';
  if (code === 'not_found') return 'missing';
  if (code === 'invalid_argument' || code === 'unimplemented') return 'refused';
  return byStatus(status);
}

/** A connection that failed or broke, or a request that took too long, as fetch reports them. */
function isTransport(error: unknown): boolean {
  if (error instanceof DOMException) return error.name === 'TimeoutError' || error.name === 'AbortError';
  const { code = '' } = error as NodeJS.ErrnoException;
  return error instanceof TypeError || code.startsWith('UND_ERR_') || code.startsWith('ECONN');
}

function failure(kind: Kind, what: string, cause: unknown): SpeckitError {
  const said = cause instanceof Error && cause.message ? `: ${cause.message}` : '';
  switch (kind) {
    case 'auth':
      return new SpeckitError('auth', `E2B refused ${E2B_KEY.name}.`, { hint: E2B_KEY.hint, cause });
    case 'rate':
      return new SpeckitError('exhausted', `E2B could not ${what}: a limit of the account is reached.`, {
        hint: 'Wait until other runs have ended, or raise the limits of the account at https://e2b.dev/dashboard.',
        // An account that is not paid for stays so.
        retryable: (cause as { statusCode?: number }).statusCode !== 402,
        cause,
      });
    case 'disk':
      return new SpeckitError('exhausted', `E2B could not ${what}: the sandbox’s disk is full.`, {
        hint: 'Use a template with a larger disk, or let the command leave less behind.',
        cause,
      });
    case 'missing':
    case 'refused':
      return new SpeckitError('config', `E2B could not ${what}${said}`, {
        hint: 'Check the e2b settings of the profile: template, plan, ttl and network.',
        cause,
      });
    case 'unreachable':
      return new SpeckitError('unreachable', `E2B could not ${what}: no answer, or the connection broke.`, {
        hint: 'Try again; if it stays, look at https://status.e2b.dev and at the network where speckit-remote runs.',
        cause,
      });
  }
}

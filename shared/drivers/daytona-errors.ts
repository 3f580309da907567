import { SpeckitError } from '../errors.ts';
import type { DaytonaSdk } from './daytona-client.ts';

export const DAYTONA_KEY = {
  name: 'DAYTONA_API_KEY',
  hint: 'Get a key at https://app.daytona.io/dashboard/keys and set DAYTONA_API_KEY in the environment of speckit-remote.',
  required: true,
} as const;

/** What a failure was about, for its message. */
export interface DaytonaWhat {
  /** Completes “Daytona could not …”. */
  what: string;
  /** What a 404 means; default: that something is wrong with the settings. */
  missing?: ((cause: unknown) => SpeckitError) | undefined;
  /** What a 403 means; default: that the key lacks a permission. */
  forbidden?: ((said: string, cause: unknown) => SpeckitError) | undefined;
}

/** Any failure of a call to Daytona, by class and status. Undefined for a foreign error. */
export function daytonaError(sdk: DaytonaSdk, error: unknown, about: DaytonaWhat): SpeckitError | undefined {
  if (error instanceof SpeckitError) return error;
  if (!(error instanceof sdk.DaytonaError)) return undefined;
  const { what, missing, forbidden } = about;
  const { statusCode: status, message: said } = error;
  if (error instanceof sdk.DaytonaConnectionError || error instanceof sdk.DaytonaTimeoutError) {
    return noDaytona(what, error);
  }
  if (status === 401) {
    return new SpeckitError('auth', `Daytona refused ${DAYTONA_KEY.name}.`, {
      hint: DAYTONA_KEY.hint,
      cause: error,
    });
  }
  if (status === 403) return forbidden?.(said, error) ?? keyLacksPermission(what, error);
  if (status === 402 || status === 429) {
    const message = `Daytona could not ${what}: too many requests, or a limit of the organisation.`;
    // An account that is not paid for stays so.
    return limitReached(message, { retryable: status === 429, cause: error });
  }
  if (status === 404 && missing) return missing(error);
  if (status === undefined || status >= 500) return noDaytona(what, error);
  return new SpeckitError('config', `Daytona could not ${what} (${status}): ${said}`, {
    hint: 'Check the daytona settings of the profile: snapshot or image, resources, region, ttl and network.',
    cause: error,
  });
}

export const noDaytona = (what: string, cause: unknown) =>
  new SpeckitError('unreachable', `Daytona could not ${what}: no answer, or the connection broke.`, {
    hint: 'Try again; if it stays, look at https://status.app.daytona.io and at the network where speckit-remote runs.',
    cause,
  });

const limitReached = (message: string, details: { retryable: boolean; cause: unknown }) =>
  new SpeckitError('exhausted', message, {
    hint: 'Wait until other runs have ended, or raise the limits at https://app.daytona.io/dashboard/limits.',
    ...details,
  });

/** Daytona refuses a sandbox over the organisation's quota as it refuses a key without the permission. */
export const createForbidden = (said: string, cause: unknown) =>
  new SpeckitError('exhausted', `Daytona made no sandbox: ${said}`, {
    hint:
      'Wait until other sandboxes of the organisation have ended, or raise its limits at ' +
      `https://app.daytona.io/dashboard/limits; the key in ${DAYTONA_KEY.name} must be allowed to write sandboxes.`,
    cause,
  });

const keyLacksPermission = (what: string, cause: unknown) =>
  new SpeckitError('auth', `Daytona does not let ${DAYTONA_KEY.name} ${what}.`, {
    hint: `The key needs the permissions to write and delete sandboxes. ${DAYTONA_KEY.hint}`,
    cause,
  });

/** Neither memory nor disk of the sandbox has room for what a command prints or reads. */
export const noRoom = (cause: unknown) =>
  new SpeckitError('exhausted', 'A command could not be run in the sandbox: no space is left.', {
    hint: 'Its disk and its memory for files are full; give the sandbox more, or let the command leave less behind.',
    cause,
  });

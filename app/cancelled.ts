import { SpeckitError } from '../shared/errors.ts';
import type { CancelRequest } from './store/run-row.ts';

/** Why a run ended that somebody cancelled, themselves or by closing its pull request. */
export function cancelled({ by, closed }: Omit<CancelRequest, 'at'>, when = ''): SpeckitError {
  return closed
    ? new SpeckitError('cancelled', `The run was cancelled${when}: ${by.login} closed the pull request.`, {
        hint: 'Reopen it and use `/speckit retry`.',
      })
    : new SpeckitError('cancelled', `The run was cancelled by ${by.login}${when}.`, {
        hint: '`/speckit retry` runs it again.',
      });
}

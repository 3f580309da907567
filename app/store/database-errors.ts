import { SpeckitError } from '../../shared/errors.ts';

/** Node's codes of a connection that cannot be made or broke. */
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'ENOENT',
  'EAI_AGAIN',
]);
/** SQLSTATEs of a server that starts, stops, is out of connections or ended one that stood still in a transaction. */
const UNREACHABLE = new Set(['25P03', '57P01', '57P02', '57P03', '53300']);

const codeOf = (error: unknown) =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;

/** Whether `error` is PostgreSQL's refusal of a duplicate key. */
export const isDuplicateKey = (error: unknown) => codeOf(error) === '23505';

/** Whether the database refuses the values themselves, as it would every other time (SQLSTATE classes 22, 23, 54). */
export const isRefusedForGood = (error: unknown) => /^(22|23|54)[0-9A-Z]{3}$/.test(codeOf(error) ?? '');

/**
 * What a failed statement means for the caller: `unreachable` (retryable) when the database is away,
 * `exhausted` when its disk or memory is full, `auth` when it refuses our credentials; anything else
 * is a defect and stays as it is. `lost` says that the connection itself broke, whatever the code.
 */
export function databaseError(error: unknown, lost = false): unknown {
  if (error instanceof SpeckitError) return error;
  const code = codeOf(error);
  if (code?.startsWith('28') || code === '3D000')
    return new SpeckitError('auth', 'The database refuses the connection.', {
      hint: 'Check the user, password and database name in DATABASE_URL.',
      cause: error,
    });
  if (code === '53100' || code === '53200' || code === 'ENOSPC')
    return new SpeckitError('exhausted', 'The database has no disk space or memory left.', {
      hint: 'Free space where the database keeps its data; the request can then be sent again.',
      cause: error,
      retryable: true,
    });
  if (lost || (code !== undefined && (NETWORK.has(code) || UNREACHABLE.has(code) || code.startsWith('08'))))
    return new SpeckitError('unreachable', 'The database does not answer.', {
      hint: 'Check that the database server runs and that DATABASE_URL points to it; it is tried again by itself.',
      cause: error,
    });
  return error;
}

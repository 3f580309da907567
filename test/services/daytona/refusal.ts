import type { IncomingMessage } from 'node:http';
import { Refusal } from '../front.ts';

const NAMES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  429: 'Too Many Requests',
};

/** An error as the API words it. */
export const apiError = (statusCode: number, message: string) =>
  new Refusal(statusCode, {
    statusCode,
    message,
    error: NAMES[statusCode],
    source: 'DAYTONA_API',
    timestamp: new Date().toISOString(),
  });

/** An error as the daemon in the sandbox words it. */
export const daemonError = (statusCode: number, message: string, code?: string) =>
  new Refusal(statusCode, {
    statusCode,
    message,
    code,
    source: 'DAYTONA_DAEMON',
    timestamp: new Date().toISOString(),
  });

export function checkKey(request: IncomingMessage, keys: ReadonlySet<string>): void {
  const key = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (!key || !keys.has(key)) throw apiError(401, 'Invalid credentials');
}

import { type Logger, pino } from 'pino';
import { toSpeckitError } from '../shared/errors.ts';
import { redactKnownShapes } from '../shared/text/known-shapes.ts';
import { createRedactor } from '../shared/text/redact.ts';
import { stacksOf } from './causes.ts';

/** Structured logs, one JSON object a line; pino, because Probot speaks it too. */
export type Log = Logger;

export interface LogOptions {
  /** pino's levels; default `info`. */
  level?: string | undefined;
  /** Values that must never be written, beside everything that looks like a credential. */
  secrets: readonly string[];
  write?: (line: string) => void;
}

/** A log whose every line is redacted as a whole, whoever wrote into it. */
export function createLog({
  level = 'info',
  secrets,
  write = line => process.stderr.write(line),
}: LogOptions): Log {
  const redactor = createRedactor(secrets);
  return pino(
    {
      level,
      base: null,
      formatters: { level: label => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: describe },
      hooks: {
        streamWrite: line => redactKnownShapes(redactor.text(line)),
        logMethod(args, method) {
          if (isRefusedWebhook(args[0])) this.warn('a webhook was refused: its signature does not match');
          else method.apply(this, args);
        },
      },
    },
    { write },
  );
}

/** Anybody can post a webhook with a wrong signature; Probot's stack for it is not worth an error in our log. */
function isRefusedWebhook(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isRefusedWebhook);
  return error instanceof Error && 'event' in error && 'status' in error && error.status === 400;
}

/** An error with the stacks of what caused it, since the message itself is written for users. */
function describe(error: unknown): Record<string, unknown> {
  const known = toSpeckitError(error);
  return { code: known.code, message: known.message, causes: stacksOf(known.cause) };
}

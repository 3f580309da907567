import { inspect } from 'node:util';
import { setSecret } from '@actions/core';
import { toSpeckitError } from '../shared/errors.ts';
import type { RunOutcome } from '../shared/events.ts';
import { react, reactionTo } from '../shared/github/reactions.ts';
import { MIN_SECRET_BYTES } from '../shared/text/secret-forms.ts';
import type { Action } from './action.ts';
import type { Planned } from './planned.ts';

/** A pull request that cannot be written to costs neither the result nor the step. */
export async function show(
  { log, client, env }: Action,
  { reporter, commentId }: Planned,
  outcome: RunOutcome,
): Promise<void> {
  try {
    await reporter?.ended(outcome);
    if (commentId === undefined) return;
    const failure = await react({ client, ...env, commentId }, reactionTo(outcome.conclusion));
    if (failure) log.info(failure.message);
  } catch (error) {
    log.warn(`The end could not be shown on the pull request: ${toSpeckitError(error).message}`);
  }
}

/** The runner masks what it prints; words that are too short to be secrets would only make the log unreadable. */
export function hide(secrets: readonly string[]): void {
  for (const line of secrets.flatMap(value => value.split('\n'))) {
    if (Buffer.byteLength(line) >= MIN_SECRET_BYTES) setSecret(line);
  }
}

/** The outcome in the log, its sentence as an annotation. */
export function sayOutcome({ log }: Action, { conclusion, title, notes, error }: RunOutcome): void {
  for (const note of notes) log.info(note);
  if (error?.code === 'internal' && error.cause !== undefined) log.info(inspect(error.cause));
  const text = error ? `${title} ${error.hint}` : title;
  if (conclusion === 'success') log.notice(text);
  else if (conclusion === 'failure' || conclusion === 'timed_out') log.error(text);
  else log.warn(text);
}

import { SpeckitError } from '../errors.ts';
import type { AskedConflict, RunOutcome } from '../events.ts';
import type { Redactor } from '../text/redact.ts';

/**
 * The outcome with every secret masked. Its words come from the sandbox in places: names of files, what git or Spec
 * Kit said, questions of an agent.
 */
export function redactOutcome(outcome: RunOutcome, { text }: Redactor): RunOutcome {
  const { title, notes, changes, conflicts, asked, error } = outcome;
  return {
    ...outcome,
    title: text(title),
    notes: notes.map(text),
    changes: changes.map(change => ({ ...change, path: text(change.path) })),
    ...(conflicts && { conflicts: conflicts.map(text) }),
    ...(asked && { asked: asked.map(one => redactAsked(one, text)) }),
    ...(error && { error: redactError(error, text) }),
  };
}

function redactAsked(asked: AskedConflict, text: Redactor['text']): AskedConflict {
  const { path, detail } = asked;
  return { ...asked, path: text(path), ...(detail === undefined ? {} : { detail: text(detail) }) };
}

function redactError(error: SpeckitError, text: Redactor['text']): SpeckitError {
  const { code, message, hint, retryable, cause } = error;
  return new SpeckitError(code, text(message), { hint: text(hint), retryable, cause });
}

import { expect, it } from 'vitest';
import { SpeckitError } from '../../shared/errors.ts';
import type { RunOutcome } from '../../shared/events.ts';
import { cancelledSince, cancelledTooLate, type JudgedWork } from '../../shared/pipeline/verdict.ts';

const error = new SpeckitError('cancelled', 'The run was cancelled by ann.', { hint: 'Retry it.' });
const asked = AbortSignal.abort(error);
const never = new AbortController().signal;
const judged = (conclusion: JudgedWork['conclusion']): JudgedWork => ({
  ...{ conclusion, title: 'The command ended.', notes: ['So.'], exitCode: 0, setUp: ['spec-kit'] },
});
const outcome = (conclusion: RunOutcome['conclusion']): RunOutcome => ({
  ...{ conclusion, title: 'Done.', notes: ['So.'], changes: [] },
});

it.each(['success', 'action_required'] as const)('a cancel after a command with %s counts', conclusion => {
  expect(cancelledSince(judged(conclusion), asked)).toEqual({
    ...{ conclusion: 'cancelled', title: error.message, notes: [error.hint], error },
    ...{ exitCode: 0, setUp: ['spec-kit'] },
  });
  expect(cancelledSince(judged(conclusion), never)).toEqual(judged(conclusion));
});

it.each(['failure', 'timed_out', 'cancelled'] as const)('what ended with %s stays so', conclusion => {
  expect(cancelledSince(judged(conclusion), asked)).toEqual(judged(conclusion));
});

it('one that comes too late is told', () => {
  expect(cancelledTooLate(outcome('success'), asked)).toEqual({
    ...outcome('success'),
    notes: ['So.', expect.stringContaining('cancelled when its work was done')],
  });
  expect(cancelledTooLate(outcome('success'), never)).toEqual(outcome('success'));
  expect(cancelledTooLate(outcome('cancelled'), asked)).toEqual(outcome('cancelled'));
});

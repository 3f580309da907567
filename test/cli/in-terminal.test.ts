import { expect, it } from 'vitest';
import { withLogNamed } from '../../app/cli/runs/in-terminal.ts';
import { SpeckitError, toSpeckitError } from '../../shared/errors.ts';
import { failedOutcome } from '../../shared/pipeline/outcome.ts';

it('a defect names the file with its details, and no server', () => {
  const outcome = withLogNamed(
    failedOutcome(toSpeckitError(new Error('odd')), { notes: ['n'] }),
    '/s/problems.log',
  );
  const hint = 'The file /s/problems.log has the details. Please report them.';
  expect(outcome.notes).toEqual([hint, 'n']);
  expect(outcome.error).toMatchObject({ code: 'internal', hint });
});

it('any other failure keeps its words', () => {
  const outcome = failedOutcome(new SpeckitError('denied', 'No.', { hint: 'Ask.' }));
  expect(withLogNamed(outcome, '/s/problems.log')).toBe(outcome);
});

import { expect, it } from 'vitest';
import { inTerminal, withLogNamed } from '../../app/cli/runs/in-terminal.ts';
import { sandboxGone } from '../../shared/drivers/support/missing.ts';
import { SpeckitError, toSpeckitError } from '../../shared/errors.ts';
import { failedOutcome } from '../../shared/pipeline/outcome.ts';

const NOTHING = { inTheWay: [], keptBack: 0 };

it('a defect names the file with its details, and no server', () => {
  const outcome = withLogNamed(
    inTerminal('r1', failedOutcome(toSpeckitError(new Error('odd')), { notes: ['n'] }), NOTHING),
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

it('a hint names no command of a pull request', () => {
  const { notes } = inTerminal('r1', failedOutcome(sandboxGone('s1')), NOTHING);
  expect(notes).toEqual(['Somebody or something removed it; the same command starts again in a new one.']);
});

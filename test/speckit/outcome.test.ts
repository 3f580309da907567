import { describe, expect, it } from 'vitest';
import { readOutcome } from '../../shared/speckit/outcome.ts';

const names = { phase: 'plan', agent: 'claude' };
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const report = (status: string, more: object = {}) =>
  json({ run_id: 'ab12', workflow_id: 'x', status, current_step_id: 'phase', ...more });

describe('readOutcome', () => {
  it('is green only for `completed` with exit code 0', () => {
    expect(readOutcome(report('completed'), 0, names)).toEqual({ status: 'completed', runId: 'ab12' });
  });

  it.each<[string, Buffer | undefined, number | undefined, string, string]>([
    ['a failed step', report('failed', { error: 'Command exited with code 3' }), 1, 'failed', 'code 3'],
    ['a failed step behind exit code 0', report('failed', { error: 'CLI gone' }), 0, 'failed', 'CLI gone'],
    ['a failure without a reason', report('failed'), 1, 'failed', 'no reason was given'],
    ['an aborted run', report('aborted', { error: 'Gate rejected' }), 1, 'aborted', 'Gate rejected'],
    [
      'a paused run',
      report('paused', { gate: { step_id: 'g', message: 'Go on?', options: ['yes', 'no'] } }),
      0,
      'paused',
      'Go on? (yes, no)',
    ],
    ['`completed` behind a failing program', report('completed'), 1, 'invalid', 'exit code 1'],
    ['`completed` behind a lost program', report('completed'), undefined, 'invalid', 'no exit code'],
    ['`completed` without a run', json({ run_id: null, status: 'completed' }), 0, 'invalid', 'completed'],
    ['a run that never began', report('created'), 0, 'invalid', 'created'],
    ['a status that does not exist', report('fine'), 0, 'invalid', 'not of its form'],
    ['no JSON', Buffer.from('Traceback …'), 1, 'invalid', 'not of its form'],
    ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 0, 'invalid', 'not of its form'],
    ['a list', json([]), 0, 'invalid', 'not of its form'],
    ['nothing', undefined, 2, 'missing', 'exit code 2'],
    ['an empty file', Buffer.alloc(0), 137, 'missing', 'exit code 137'],
  ])('reads %s', (_name, bytes, exitCode, status, message) => {
    const outcome = readOutcome(bytes, exitCode, names);
    expect(outcome).toMatchObject({ status, error: { message: expect.stringContaining(message) } });
  });

  it.each([81, 82, 83, 84, 85, 86, 87, 88])(
    'explains exit code %i of the script, with what to do',
    exitCode => {
      const outcome = readOutcome(report('completed'), exitCode, names);
      expect(outcome).toMatchObject({
        status: 'failed',
        error: { hint: expect.stringMatching(/.{20,}\.$/) },
      });
    },
  );
});

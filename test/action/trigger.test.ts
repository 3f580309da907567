import { describe, expect, it } from 'vitest';
import { readTrigger } from '../../action/trigger.ts';

const repository = { id: 1, name: 'shop', owner: { login: 'acme' }, default_branch: 'main' };
const alice = { id: 7, login: 'alice', type: 'User' };
const actor = { id: 7, login: 'alice' };
const issue = { number: 3, pull_request: {} };
const at = (name: string, payload: object, command?: string) =>
  readTrigger({ name, payload: { repository, sender: alice, ...payload }, actor }, command);
const comment = (body: string, more: object = {}) => ({
  ...{ action: 'created', issue, comment: { id: 11, body, user: alice } },
  ...more,
});

describe('what an event asks for', () => {
  it.each([
    [
      'a comment',
      'issue_comment',
      comment('/speckit run plan'),
      { kind: 'pull', number: 3, commentId: 11, asked: true },
    ],
    ['prose', 'issue_comment', comment('Nice work'), { kind: 'ignored' }],
    [
      'an edited comment',
      'issue_comment',
      comment('/speckit run plan', { action: 'edited' }),
      { kind: 'ignored' },
    ],
    ['a near miss', 'issue_comment', comment('/speckti run plan'), { kind: 'refused', number: 3 }],
    [
      'an issue',
      'issue_comment',
      comment('/speckit run plan', { issue: { number: 3 } }),
      { kind: 'refused' },
    ],
    [
      'an answer in a thread',
      'pull_request_review_comment',
      {
        action: 'created',
        pull_request: { number: 3 },
        comment: { id: 12, body: '/speckit keep result', user: alice, in_reply_to_id: 9 },
      },
      { kind: 'pull', topCommentId: 9, command: { name: 'keep', side: 'result' } },
    ],
    [
      'a run in a thread',
      'pull_request_review_comment',
      {
        action: 'created',
        pull_request: { number: 3 },
        comment: { id: 12, body: '/speckit run plan', user: alice, in_reply_to_id: 9 },
      },
      { kind: 'refused' },
    ],
    [
      'a label',
      'pull_request',
      { action: 'labeled', pull_request: { number: 3 }, label: { name: 'speckit:plan' } },
      { kind: 'pull', label: 'speckit:plan', command: { work: { phase: 'plan' } } },
    ],
    [
      'another label',
      'pull_request',
      { action: 'labeled', pull_request: { number: 3 }, label: { name: 'bug' } },
      { kind: 'ignored' },
    ],
    ['a push', 'push', { ref: 'refs/heads/feature' }, { kind: 'pushed', branch: 'feature' }],
    ['a deleted branch', 'push', { ref: 'refs/heads/feature', deleted: true }, { kind: 'ignored' }],
    ['a tag', 'push', { ref: 'refs/tags/v1' }, { kind: 'ignored' }],
    ['a button without a command', 'workflow_dispatch', {}, { kind: 'ignored' }],
    [
      'an event that it does not know',
      'release',
      {},
      { kind: 'ignored', reason: expect.stringContaining('Use it in a workflow on') },
    ],
  ])('%s', (_name, event, payload, expected) => {
    expect(at(event, payload)).toMatchObject(expected);
  });

  it.each(['workflow_dispatch', 'push', 'schedule'])(
    'the input `command` on %s is for the workspace',
    event => {
      expect(at(event, {}, '-- npm test')).toMatchObject({
        kind: 'workspace',
        command: { work: { kind: 'shell', command: 'npm test' } },
        sender: alice,
      });
    },
  );

  it('takes the actor where the event names nobody, and knows bots', () => {
    const event = { name: 'schedule', payload: { repository }, actor: { id: 2, login: 'renovate[bot]' } };
    expect(readTrigger(event, 'plan')).toMatchObject({ sender: { login: 'renovate[bot]', type: 'Bot' } });
  });

  it('reads flags and text of the input as of a comment', () => {
    expect(at('workflow_dispatch', {}, '--agent codex specify A cart\nthat remembers')).toMatchObject({
      command: { work: { phase: 'specify', text: 'A cart\nthat remembers' }, flags: { agent: 'codex' } },
    });
  });
});

describe('what does not fit', () => {
  it.each([
    [
      'both a command and a comment',
      'issue_comment',
      comment('/speckit run plan'),
      'plan',
      'holds a command',
    ],
    ['an event that it does not know', 'release', {}, 'plan', 'The event `release`'],
    [
      'a command that needs a pull request',
      'push',
      {},
      '/speckit cancel',
      '`cancel` is about a pull request',
    ],
    [
      'a command on an issue',
      'issue_comment',
      comment('hello', { issue: { number: 3 } }),
      'plan',
      'this is an issue',
    ],
    ['an unknown flag', 'push', {}, '--fast plan', 'There is no flag'],
  ])('%s', (_name, event, payload, command, message) => {
    expect(() => at(event, payload, command)).toThrowError(
      expect.objectContaining({ message: expect.stringContaining(message) }),
    );
  });
});

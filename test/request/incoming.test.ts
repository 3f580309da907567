import { expect, it } from 'vitest';
import { readIncoming } from '../../shared/request/incoming.ts';

const APP = 77;
const base = {
  installation: { id: 1 },
  repository: { id: 2, name: 'shop', owner: { login: 'acme' }, default_branch: 'main' },
  sender: { id: 3, login: 'alice', type: 'User' },
};
const alice = { id: 3, login: 'alice', type: 'User' };
const robot = { id: 4, login: 'robot[bot]', type: 'Bot' };
const read = (event: string, action: string, payload: object) =>
  readIncoming(event, { ...base, action, ...payload }, APP);

const comment = (part: object) => ({ id: 5, body: '/speckit run plan', user: alice, ...part });
const inThread = (part: object) => comment({ body: '/speckit keep branch', in_reply_to_id: 9, ...part });

it.each([
  ['a person', {}, true],
  ['a person who only talks', { body: 'Fine!' }, false],
  ['a deleted account', { user: null }, false],
  ['another App in the name of a person', { performed_via_github_app: { id: 8 } }, false],
  ['another App in its own name', { user: robot, performed_via_github_app: { id: 8 } }, true],
  ['our own App', { user: robot, performed_via_github_app: { id: APP } }, false],
])('a comment of %s: %j', (_who, part, heard) => {
  const asked = read('issue_comment', 'created', { issue: { number: 7 }, comment: comment(part) });
  expect(asked !== undefined).toBe(heard);
  const answered = read('pull_request_review_comment', 'created', {
    pull_request: { number: 7 },
    comment: inThread(part),
  });
  expect(answered !== undefined).toBe(heard);
});

it('a thread that people start themselves is no conversation with us', () => {
  const started = { pull_request: { number: 7 }, comment: inThread({ in_reply_to_id: null }) };
  expect(read('pull_request_review_comment', 'created', started)).toBeUndefined();
});

it.each([
  ['pull_request', { pull_request: { number: 7 } }, true],
  ['issues', { issue: { number: 7 } }, false],
])('a label of ours by the event %s', (event, target, pullRequest) => {
  const label = { name: 'speckit:plan' };
  expect(read(event, 'labeled', { ...target, label })).toMatchObject({
    ...{ kind: 'label', number: 7, pullRequest, label: 'speckit:plan', phase: 'plan' },
  });
  expect(read(event, 'labeled', { ...target, label: { name: 'bug' } })).toBeUndefined();
  expect(read(event, 'unlabeled', { ...target, label })).toBeUndefined();
});

import { describe, expect, it } from 'vitest';
import { commitMessage, noreplyAddress } from '../../shared/github/commit-message.ts';

const BASE = { runId: 'r1k7zq3m9x2ab', phase: 'specify', serverUrl: 'https://github.com' };
const MONA = { login: 'mona', id: 101, name: 'Mona Lisa' };

describe('commitMessage', () => {
  it('has subject, body and trailers', () => {
    const message = commitMessage({
      ...BASE,
      subject: 'login page',
      body: ['First.', 'Second.'],
      coAuthor: MONA,
    });
    expect(message).toBe(`speckit: specify login page

First.

Second.

Co-authored-by: Mona Lisa <101+mona@users.noreply.github.com>
Speckit-Run: r1k7zq3m9x2ab
`);
  });

  it('is short when there is nothing to say', () => {
    expect(commitMessage(BASE)).toBe('speckit: specify\n\nSpeckit-Run: r1k7zq3m9x2ab\n');
  });

  it.each([
    ['a long subject', { subject: 'ü'.repeat(200) }, /^speckit: specify ü{27}\n\n/],
    ['a subject of many lines', { subject: 'a\n\nb\tc' }, /^speckit: specify a b c\n\nSpeckit-Run/],
    ['words that close issues', { subject: 'fixes #1' }, /^speckit: specify fixes #\u200b1\n/],
    ['mentions', { body: ['@acme/all'] }, /\n\n@\u200bacme\/all\n\n/],
    [
      'what looks like a trailer',
      { body: ['x\n\nSpeckit-Run: r000000000000'] },
      /\n\nx\nSpeckit-Run: r000000000000\n\nSpeckit-Run: r1k7zq3m9x2ab\n$/,
    ],
    ['secrets', { body: ['ghp_16C7e42F292c6912E7710c838347Ae178B4a'] }, /\n\n\*{40}\n\n/],
    [
      'a hostile name',
      { coAuthor: { ...MONA, name: 'A\n<b@c>\u202e' } },
      /\nCo-authored-by: A b@c <101\+mona@users\.noreply\.github\.com>\n/,
    ],
    ['no name', { coAuthor: { login: 'mona', id: 1 } }, /\nCo-authored-by: mona <1\+mona@/],
  ])('takes %s', (_, parts, expected) => expect(commitMessage({ ...BASE, ...parts })).toMatch(expected));
});

it('noreply addresses of other hosts', () => {
  expect(noreplyAddress(MONA, 'https://ghe.example:8443')).toBe('101+mona@users.noreply.ghe.example');
});

import { expect, it } from 'vitest';
import { stacksOf } from '../../app/causes.ts';

it('tells the stacks of an error and its causes, and nothing that hangs on them', () => {
  const inner = Object.assign(new Error('inner'), {
    config: { headers: { Authorization: 'Bearer s3cret' } },
  });
  const stacks = stacksOf(new Error('outer', { cause: inner }));
  expect(stacks.map(stack => stack.split('\n')[0])).toEqual(['Error: outer', 'Error: inner']);
  expect(stacks.join()).not.toContain('s3cret');
  expect(stacksOf('a word')).toEqual(['a word']);
  expect(stacksOf(undefined)).toEqual([]);
});

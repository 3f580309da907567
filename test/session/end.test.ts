import { expect, test } from 'vitest';
import { parseEnd } from '../../shared/session/end.ts';

test.for([
  ['0       \n', { kind: 'exited', exitCode: 0 }],
  ['42\n', { kind: 'exited', exitCode: 42 }],
  ['128\n', { kind: 'exited', exitCode: 128 }],
  ['143     \n', { kind: 'exited', exitCode: 143, signal: 'SIGTERM' }],
  ['137     \noom_kill 1\n', { kind: 'exited', exitCode: 137, signal: 'SIGKILL', shortages: ['memory'] }],
  ['1       \n\n', { kind: 'exited', exitCode: 1 }],
  ['1       \nmax 12\n', { kind: 'exited', exitCode: 1, shortages: ['processes'] }],
  [
    '2       \noom_kill 3\nmax 1\ndisk\n',
    { kind: 'exited', exitCode: 2, shortages: ['memory', 'processes', 'disk'] },
  ],
  // Something was short meanwhile; the command coped.
  ['0       \noom_kill 1\n', { kind: 'exited', exitCode: 0 }],
  ['1       \noom\n', undefined],
  ['        \n', undefined],
  ['', undefined],
  ['none', undefined],
  ['0 rm: something\n', undefined],
] as const)('%j', ([report, end]) => {
  expect(parseEnd(report)).toEqual(end);
});

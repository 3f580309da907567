import { expect, test } from 'vitest';
import { parseEnd } from '../../shared/session/end.ts';

test.for([
  ['0       \n', { kind: 'exited', exitCode: 0 }],
  ['42\n', { kind: 'exited', exitCode: 42 }],
  ['128\n', { kind: 'exited', exitCode: 128 }],
  ['143     \n', { kind: 'exited', exitCode: 143, signal: 'SIGTERM' }],
  ['137     \noom\n', { kind: 'exited', exitCode: 137, signal: 'SIGKILL', outOfMemory: true }],
  // Something else was killed meanwhile; the command coped.
  ['0       \noom\n', { kind: 'exited', exitCode: 0 }],
  ['1       \noom\n', { kind: 'exited', exitCode: 1 }],
  ['        \n', undefined],
  ['', undefined],
  ['none', undefined],
  ['0 rm: something\n', undefined],
] as const)('%j', ([report, end]) => {
  expect(parseEnd(report)).toEqual(end);
});

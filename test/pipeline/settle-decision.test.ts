import { expect, test } from 'vitest';
import type { ConflictThread } from '../../shared/github/conflict-desk.ts';
import { decideSettlement, type SettleFacts } from '../../shared/pipeline/settle-decision.ts';

const A = 'aaaaaaaaaaaaaaaaaaaa';
const B = 'bbbbbbbbbbbbbbbbbbbb';

let threads = 0;
function thread(conflict: string, parts: Partial<ConflictThread> = {}): ConflictThread {
  const top = ++threads;
  return { id: `T${top}`, top, conflict, resolved: false, resolvedByPerson: false, ...parts };
}
const said = (side: 'branch' | 'result') => ({ answer: { side, by: 'alice' } });
const asked = (id: string, answer?: 'branch' | 'result') => ({
  id,
  path: id,
  ...(answer ? { answer: { side: answer, by: 'alice' } } : {}),
});
const wide = (side: 'branch' | 'result', conflict?: string) => ({
  side,
  by: 'ben',
  ...(conflict ? { conflict } : {}),
});

interface Case extends Partial<SettleFacts> {
  chosen: Record<string, string>;
  open: string[];
}

test.each<[string, Case]>([
  ['nothing conflicts any more', { conflicts: [], chosen: {}, open: [] }],
  ['nobody answered', { threads: [thread(A), thread(B)], chosen: {}, open: [A, B] }],
  ['one answered', { threads: [thread(A, said('result')), thread(B)], chosen: { [A]: 'result' }, open: [B] }],
  [
    'a thread resolved by a person keeps the branch',
    {
      threads: [thread(A, { resolved: true, resolvedByPerson: true })],
      chosen: { [A]: 'branch' },
      open: [B],
    },
  ],
  [
    'a thread answered and then resolved by hand is answered',
    {
      threads: [thread(A, { ...said('result'), resolved: true, resolvedByPerson: true })],
      chosen: { [A]: 'result' },
      open: [B],
    },
  ],
  [
    'a thread that we resolved is no answer',
    { threads: [thread(A, { resolved: true })], chosen: {}, open: [A, B] },
  ],
  [
    'of two threads on one conflict the later answer counts',
    { threads: [thread(A, said('branch')), thread(A, said('result'))], chosen: { [A]: 'result' }, open: [B] },
  ],
  [
    'one word for all that was asked',
    {
      threads: [thread(A)],
      asked: [asked(B)],
      wide: wide('branch'),
      chosen: { [A]: 'branch', [B]: 'branch' },
      open: [],
    },
  ],
  [
    'one word for all leaves what was answered by itself',
    {
      threads: [thread(A, said('result')), thread(B)],
      wide: wide('branch'),
      chosen: { [A]: 'result', [B]: 'branch' },
      open: [],
    },
  ],
  [
    'one word for all does not settle what came up since',
    { threads: [thread(A)], wide: wide('result'), chosen: { [A]: 'result' }, open: [B] },
  ],
  [
    'a word for one conflict is the last on it',
    {
      threads: [thread(A, said('branch')), thread(B)],
      wide: wide('result', 'aaaaaa'),
      chosen: { [A]: 'result' },
      open: [B],
    },
  ],
  [
    'an answer that was noted down before',
    { asked: [asked(A, 'result'), asked(B)], chosen: { [A]: 'result' }, open: [B] },
  ],
])('%s', (_what, { chosen, open, ...facts }) => {
  const decision = decideSettlement({ conflicts: [A, B], threads: [], asked: [], ...facts });
  expect(Object.fromEntries(decision.chosen)).toEqual(chosen);
  expect(decision.open).toEqual(open);
  expect(decision.unknown).toBe(false);
});

test('open threads of what does not conflict any more are moot; answers beside threads are noted', () => {
  const [gone, closed, here] = [thread('cccccccccc'), thread('dddddddddd', { resolved: true }), thread(A)];
  const decision = decideSettlement({
    conflicts: [A, B],
    threads: [gone, closed, here],
    asked: [],
    wide: wide('branch'),
  });
  expect(decision.moot).toEqual([gone]);
  expect(decision.recorded).toEqual([{ conflict: A, thread: here, side: 'branch', by: 'ben' }]);
});

test('a conflict that is not open is unknown', () => {
  const facts = { conflicts: [A], threads: [thread(A)], asked: [] };
  expect(decideSettlement({ ...facts, wide: wide('branch', 'cccccc') }).unknown).toBe(true);
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RunEvent, RunOutcome } from '../../shared/events.ts';
import { withExcluded } from '../../shared/pipeline/excluded.ts';
import { transferProgress, uploadProgress, watchedPublisher } from '../../shared/pipeline/progress.ts';
import type { Publisher, Result } from '../../shared/pipeline/types.ts';
import type { Change } from '../../shared/sync/changes.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function listener() {
  const heard: RunEvent[] = [];
  return { heard, emit: (event: RunEvent) => void heard.push(event) };
}

test('progress is told four times a second at most, and what is complete always', () => {
  const { heard, emit } = listener();
  const tell = transferProgress(emit, 'upload');
  for (let doneBytes = 0; doneBytes <= 100; doneBytes++) {
    tell({ doneBytes, totalBytes: 100 });
    vi.advanceTimersByTime(10);
  }
  expect(heard.map(event => event.type === 'progress' && event.doneBytes)).toEqual([0, 25, 50, 75, 100]);
});

test('the files of an upload are there with its last byte', () => {
  const { heard, emit } = listener();
  const tell = uploadProgress(emit, { files: 7 });
  tell(1, 10);
  tell(10, 10);
  expect(heard).toEqual([
    { type: 'progress', step: 'upload', doneBytes: 1, totalBytes: 10, doneFiles: 0, totalFiles: 7 },
    { type: 'progress', step: 'upload', doneBytes: 10, totalBytes: 10, doneFiles: 7, totalFiles: 7 },
  ]);
});

const change = (path: string, size: number, status: Change['status'] = 'added'): Change => ({
  path,
  status,
  mode: '100644',
  oid: 'a'.repeat(40),
  size,
});

test('publishing counts each file that the publisher asks for once', async () => {
  const { heard, emit } = listener();
  const changes = [change('a', 3), change('b', 5), change('gone', 0, 'deleted')];
  const result: Result = {
    gitDir: '',
    parent: 'p',
    parentTree: 't',
    tree: 'u',
    changes,
    remarks: [],
    read: async ({ size }) => Buffer.alloc(size),
  };
  const publisher: Pick<Publisher, 'commit'> = {
    async commit(given) {
      for (const one of [...given.changes.slice(0, 2), ...given.changes.slice(0, 1)]) {
        vi.advanceTimersByTime(1000);
        await given.read(one);
      }
      return { kind: 'moved' };
    },
  };
  const watched = watchedPublisher(publisher as Publisher, emit);
  await watched.commit(result, new AbortController().signal);
  const of = { type: 'progress', step: 'publish', totalBytes: 8, totalFiles: 2 };
  expect(heard).toEqual([
    { ...of, doneBytes: 3, doneFiles: 1 },
    { ...of, doneBytes: 8, doneFiles: 2 },
  ]);
});

test.each([
  [0, 0, undefined],
  [1, 0, '`exclude` kept 1 file of the repository out of the sandbox.'],
  [0, 2, '`exclude` kept 2 files of the command out of the result.'],
  [
    3,
    1,
    '`exclude` kept 3 files of the repository out of the sandbox and 1 file of the command out of the result.',
  ],
])('%i files not sent, %i not taken back', (sent, back, note) => {
  const outcome: RunOutcome = { conclusion: 'success', title: 'x', notes: ['before'], changes: [] };
  expect(withExcluded(outcome, { sent, back }).notes).toEqual(note ? ['before', note] : ['before']);
});

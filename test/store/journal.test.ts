import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type JournalOptions, openJournal } from '../../app/store/journal.ts';
import { SpeckitError } from '../../shared/errors.ts';

let folder: string;
let errors: unknown[];
let stored: number[][];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'speckit-journal-'));
  errors = [];
  stored = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const onError = (error: unknown) => void errors.push(error);
const open = (part: Partial<JournalOptions<number>> = {}) =>
  openJournal<number>(folder, { store: async items => void stored.push(items), onError, ...part });
const files = async () =>
  (await Promise.all(['0', '1'].map(name => readFile(join(folder, `${name}.ndjson`), 'utf8')))).join('');

/** A store that takes what it is given once it is told to. */
function gated() {
  const gate = Promise.withResolvers<void>();
  const store = async (items: number[]) => {
    await gate.promise;
    stored.push(items);
  };
  return { store, open: () => gate.resolve() };
}

test('an item is taken while an earlier one is still being stored, and each is stored once', async () => {
  const gate = gated();
  const journal = await open({ store: gate.store });
  await journal.add(1);
  await Promise.all([journal.add(2), journal.add(3)]);
  expect(stored).toEqual([]);
  gate.open();
  await journal.close();
  expect(stored).toEqual([[1], [2, 3]]);
  expect(await files()).toBe('');
  expect(errors).toEqual([]);
});

test('what could not be stored is tried again by itself', async () => {
  let fails = 1;
  const journal = await open({
    async store(items) {
      if (fails-- > 0) throw new Error('away');
      stored.push(items);
    },
  });
  await journal.add(1);
  await journal.add(2);
  await vi.waitFor(() => expect(stored.flat()).toEqual([1, 2]), { timeout: 10_000 });
  expect(errors).toEqual([new Error('away')]);
  await journal.close();
});

test('what was left by an end is stored by the next process, a line that was cut off is nothing', async () => {
  const away = async () => {
    throw new Error('away');
  };
  const first = await open({ store: away });
  await first.add(1);
  await first.add(2);
  await first.close();
  expect(stored).toEqual([]);
  await writeFile(join(folder, '0.ndjson'), '\n{"cut', { flag: 'a' });

  const second = await open();
  await second.add(3);
  await second.close();
  expect(stored.flat().sort()).toEqual([1, 2, 3]);
  expect(await files()).toBe('');
  await (await open()).close();
  expect(stored.flat()).toHaveLength(3);
});

test('what the end of a process left in both files is stored in its order', async () => {
  const never = () => new Promise<void>(() => {});
  const killed = await open({ store: never });
  // The second file is being stored while the first one takes what comes.
  for (const item of [1, 2, 3]) await killed.add(item);
  const again = await open({ store: never });
  await again.add(4);
  const last = await open();
  await last.add(5);
  await last.close();
  expect(stored.flat()).toEqual([1, 2, 3, 4, 5]);
});

test('while storing fails it is tried once a second, whatever comes, and a close ends that', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    let failed = Promise.withResolvers<void>();
    const tries: number[][] = [];
    const journal = await open({
      async store(items) {
        tries.push(items);
        throw new Error('away');
      },
      onError: () => failed.resolve(),
    });
    await journal.add(1);
    await failed.promise;
    for (const item of [2, 3, 4]) await journal.add(item);
    expect(tries).toEqual([[1]]);
    failed = Promise.withResolvers();
    await vi.advanceTimersByTimeAsync(1_000);
    await failed.promise;
    expect(tries).toEqual([[1], [1]]);
    await journal.close();
    expect(vi.getTimerCount()).toBe(0);
    await expect(journal.add(5)).rejects.toMatchObject({ code: 'unreachable', retryable: true });
  } finally {
    vi.useRealTimers();
  }
  await (await open()).close();
  expect(stored.flat()).toEqual([1, 2, 3, 4]);
});

const mayMount = process.platform === 'linux' && process.getuid?.() === 0;
test.skipIf(!mayMount)(
  'a full disk refuses what it cannot take, and nothing that it took is lost',
  async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
    try {
      const away = async () => {
        throw new Error('away');
      };
      const journal = await openJournal<string>(folder, { store: away, onError });
      const taken: string[] = [];
      let refused: unknown;
      for (let item = 0; refused === undefined; item++) {
        const text = `${item} ${'x'.repeat(1_500)}`;
        await journal.add(text).then(
          () => taken.push(text),
          error => {
            refused = error;
          },
        );
      }
      expect(refused).toMatchObject({ code: 'exhausted', retryable: true });
      await journal.close();

      execFileSync('mount', ['-o', 'remount,size=1m', folder]);
      const later: string[] = [];
      const next = await openJournal<string>(folder, {
        store: async items => void later.push(...items),
        onError,
      });
      await next.add('after it');
      await next.close();
      expect(later).toEqual([...taken, 'after it']);
    } finally {
      execFileSync('umount', ['--lazy', folder]);
    }
  },
);

test('when too much waits, the next is refused and can be sent again', async () => {
  const gate = gated();
  const journal = await open({ store: gate.store, maxBytes: 10 });
  await journal.add(1);
  await journal.add(22);
  const refusal = journal.add(3);
  await expect(refusal).rejects.toBeInstanceOf(SpeckitError);
  await expect(refusal).rejects.toMatchObject({ code: 'exhausted', retryable: true });
  gate.open();
  await vi.waitFor(() => expect(stored.flat()).toEqual([1, 22]), { timeout: 10_000 });
  await vi.waitFor(() => journal.add(3), { timeout: 10_000 });
  await journal.close();
  expect(stored.flat()).toEqual([1, 22, 3]);
});

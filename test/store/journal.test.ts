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

test('when too much waits, the next is refused and can be sent again', async () => {
  const gate = gated();
  const journal = await open({ store: gate.store, maxBytes: 2 });
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

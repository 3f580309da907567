import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openAcceptance } from '../../app/store/accept.ts';
import type { NewDelivery } from '../../app/store/deliveries.ts';
import { SpeckitError } from '../../shared/errors.ts';

let dataDir: string;
let errors: unknown[];
let stored: string[];
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'speckit-accept-'));
  errors = [];
  stored = [];
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const delivery = (id: string): NewDelivery => ({
  ...{ id, event: 'issue_comment', payload: { of: id }, lane: 'repository:1', receivedAt: new Date(1) },
});
const open = (store: (delivery: NewDelivery) => Promise<void>) =>
  openAcceptance(
    { kind: 'pglite' },
    {
      async storeDelivery(one) {
        await store(one);
        stored.push(one.id);
        return 'new';
      },
    },
    { dataDir, onError: error => errors.push(error) },
  );
const ids = (count: number) => Array.from({ length: count }, (_, i) => `d${i}`);

test('whatever keeps the database from storing it, an accepted request waits for the next try', async () => {
  const failures = [
    Object.assign(new Error('could not read block 3'), { code: 'XX000' }),
    new SpeckitError('denied', 'The data folder is in use.', { hint: 'Wait.' }),
  ];
  const acceptance = await open(async () => {
    const failure = failures.shift();
    if (failure) throw failure;
  });
  const all = [...failures];
  await acceptance.acceptDelivery(delivery('d0'));
  await vi.waitFor(() => expect(stored).toEqual(['d0']), { timeout: 20_000 });
  expect(errors).toEqual(all);
  await acceptance.close();
});

test('one that the database refuses for good is named, and keeps back no other', async () => {
  const refusal = Object.assign(new Error('null value'), { code: '23502' });
  const acceptance = await open(async ({ id }) => {
    if (id === 'd1') throw refusal;
  });
  await Promise.all(ids(3).map(id => acceptance.acceptDelivery(delivery(id))));
  await acceptance.close();
  expect(stored.sort()).toEqual(['d0', 'd2']);
  expect(errors).toMatchObject([
    { code: 'internal', message: expect.stringContaining('d1'), cause: refusal },
  ]);
});

test('of many that wait, none is stored before one that came earlier', async () => {
  let away = true;
  const blocked = await open(async () => {
    throw new SpeckitError('unreachable', 'It is away.', { hint: 'Wait.' });
  });
  await Promise.all(ids(250).map(id => blocked.acceptDelivery(delivery(id))));
  await blocked.close();
  const acceptance = await open(async ({ id }) => {
    const fails = away && id === 'd120';
    if (!fails) return;
    away = false;
    throw new SpeckitError('unreachable', 'It is away.', { hint: 'Wait.' });
  });
  await vi.waitFor(() => expect(stored.at(-1)).toBe('d249'), { timeout: 20_000 });
  await acceptance.close();
  // Again, from the first one on: those of a share that were stored already are known by their ids.
  expect(stored.indexOf('d201')).toBeGreaterThan(stored.indexOf('d120'));
  expect([...new Set(stored)].sort()).toEqual(ids(250).sort());
});

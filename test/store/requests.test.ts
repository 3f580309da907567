import { expect, test } from 'vitest';
import type { Decision } from '../../app/store/requests.ts';
import { onEachDatabase } from './databases.ts';

const decision = (part: Partial<Decision>): Decision => ({
  deliveryId: 'd1',
  repository: 'octo/demo',
  pr: 7,
  sender: 'ann',
  command: '/speckit run specify',
  allowed: true,
  reason: 'ann has write permission.',
  at: new Date('2026-01-01T10:00:00Z'),
  ...part,
});

onEachDatabase(database => {
  test('decisions come back newest first and are recorded once for each delivery', async () => {
    const allowed = decision({ run: 'r1' });
    const denied = decision({
      deliveryId: 'd2',
      sender: 'eve',
      allowed: false,
      reason: 'eve may only read.',
    });
    const elsewhere = decision({ deliveryId: 'd3', repository: 'octo/other', pr: undefined });
    for (const one of [allowed, denied, allowed, elsewhere]) await database.store.recordDecision(one);

    const list = database.store.listDecisions;
    expect(await list()).toEqual([elsewhere, denied, allowed].map(one => expect.objectContaining(one)));
    expect(await list({ repository: 'octo/demo', allowed: false })).toMatchObject([denied]);
    expect(await list({ sender: 'ann', pr: 7 })).toMatchObject([allowed]);
    expect(await list({ since: new Date('2026-01-01T10:00:01Z') })).toEqual([]);
    expect(await list({ limit: 1 })).toHaveLength(1);
  });

  test('a command of any length and content is recorded, cut', async () => {
    await database.store.recordDecision(decision({ deliveryId: 'd4', command: `\0${'x'.repeat(65_535)}` }));
    const [row] = await database.store.listDecisions({ limit: 1 });
    expect(row?.command).toBe(`\uFFFD${'x'.repeat(499)}`);
  });
});

import { expect, test } from 'vitest';
import { newRunId } from '../../shared/pipeline/run-id.ts';

test('ids are r and twelve digits without i, l, o, u', () => {
  expect(newRunId()).toMatch(/^r[0-9a-hjkmnp-tv-z]{12}$/);
});

test('ids are unique and ordered as they were made, also within a millisecond and when the clock goes back', () => {
  const now = Date.now() + 1_000_000;
  const ids = Array.from({ length: 50_000 }, (_, index) => newRunId(index % 2 ? now : now - 5_000));
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
});

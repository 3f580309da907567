import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withLock } from '../../shared/sync/lock.ts';
import { tempDir } from './repo.ts';

test('one at a time, in order', async () => {
  await using dir = await tempDir();
  const path = join(dir.path, 'lock');
  const seen: string[] = [];
  const work = (name: string) => async () => {
    seen.push(`${name} in`);
    await new Promise(resolve => setImmediate(resolve));
    seen.push(`${name} out`);
  };
  await Promise.all(['a', 'b', 'c'].map(name => withLock(path, work(name))));
  expect(seen).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out']);
});

test('who waits in the queue can give up at once, and the others go on', async () => {
  await using dir = await tempDir();
  const path = join(dir.path, 'lock');
  const hold = Promise.withResolvers<void>();
  const holder = withLock(path, () => hold.promise);
  const stop = new AbortController();
  let ran = false;
  const waiting = withLock(
    path,
    async () => {
      ran = true;
    },
    stop.signal,
  );
  const last = withLock(path, async () => 'last');
  stop.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  hold.resolve();
  await holder;
  expect(await last).toBe('last');
  expect(ran).toBe(false);
});

test('work that fails frees the lock', async () => {
  await using dir = await tempDir();
  const path = join(dir.path, 'lock');
  await expect(withLock(path, () => Promise.reject(new Error('broke')))).rejects.toThrow('broke');
  expect(await withLock(path, async () => 'next')).toBe('next');
});

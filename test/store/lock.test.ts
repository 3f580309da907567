import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { lockDataFolder } from '../../app/store/lock.ts';
import { openStore } from '../../app/store/store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'speckit-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Another process that has done `script` and then stays. */
async function elsewhere(script: string) {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '--eval', `${script}; console.log('ready'); setInterval(() => {}, 1000)`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await once(child.stdout, 'data');
  return {
    pid: child.pid,
    async kill() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const importOf = (file: string) => JSON.stringify(new URL(`../../app/store/${file}`, import.meta.url).href);

test('a second process is refused with the id of the first, and let in once that was killed', async () => {
  const other = await elsewhere(
    `const { lockDataFolder } = await import(${importOf('lock.ts')}); globalThis.lock = await lockDataFolder(${JSON.stringify(folder)})`,
  );
  const opening = openStore({ dataDir: folder });
  await expect(opening).rejects.toMatchObject({
    code: 'denied',
    message: expect.stringContaining(`process ${other.pid} on`),
    hint: expect.stringContaining('DATABASE_URL'),
  });
  await other.kill();
  const lock = await lockDataFolder(folder);
  await lock.release();
});

test('the same process is refused too, until it releases', async () => {
  const lock = await lockDataFolder(folder);
  await expect(lockDataFolder(folder)).rejects.toMatchObject({ code: 'denied' });
  await lock.release();
  await (await lockDataFolder(folder)).release();
});

test('a store that cannot be opened whole leaves the folder to the next one', {
  timeout: 120_000,
}, async () => {
  writeFileSync(join(folder, 'accepted'), 'a file in the place of a folder');
  await expect(openStore({ dataDir: folder })).rejects.toMatchObject({ code: 'EEXIST' });
  rmSync(join(folder, 'accepted'));
  await (await openStore({ dataDir: folder })).close();
});

test('what was acknowledged survives a kill of the process', { timeout: 120_000 }, async () => {
  const other = await elsewhere(`
    const { openStore } = await import(${importOf('store.ts')});
    const store = await openStore({ dataDir: ${JSON.stringify(folder)} });
    await store.storeDelivery({ id: 'd1', event: 'ping', payload: { a: 1 }, lane: '', receivedAt: new Date() })`);
  await other.kill();
  const store = await openStore({ dataDir: folder });
  expect(await store.getDelivery('d1')).toMatchObject({ event: 'ping', state: 'open' });
  await store.close();
});

test('so does what was accepted while the database was busy', { timeout: 120_000 }, async () => {
  const other = await elsewhere(`
    const { openStore } = await import(${importOf('store.ts')});
    const store = await openStore({ dataDir: ${JSON.stringify(folder)}, onError() {} });
    void store.database.transaction(() => new Promise(() => {}));
    await store.acceptDelivery({ id: 'd1', event: 'ping', payload: { a: 1 }, lane: '', receivedAt: new Date(0) })`);
  await other.kill();
  const store = await openStore({ dataDir: folder });
  await vi.waitFor(
    async () =>
      expect(await store.getDelivery('d1')).toMatchObject({ state: 'open', receivedAt: new Date(0) }),
    { timeout: 60_000 },
  );
  await store.close();
});

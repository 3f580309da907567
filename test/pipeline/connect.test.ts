import { afterEach, beforeEach, expect, test } from 'vitest';
import e2b from '../../shared/drivers/e2b.ts';
import type { RunEvent } from '../../shared/events.ts';
import { type ConnectInput, connect } from '../../shared/pipeline/connect.ts';
import { type LocalE2b, startE2b } from '../services/e2b/server.ts';

let service: LocalE2b;
beforeEach(async () => {
  service = await startE2b({ maxSandboxes: 1 });
});
afterEach(() => service[Symbol.asyncDispose]());

function connecting(unreachableMs: number) {
  const { apiUrl, sandboxUrl, key } = service;
  const driver = e2b.make(e2b.settings.parse({ apiUrl, sandboxUrl }), {
    dataDir: '/nonexistent',
    credentials: { E2B_API_KEY: key },
  });
  const told = Promise.withResolvers<RunEvent>();
  const stop = new AbortController();
  const connection = connect({
    run: { id: `r${service.sandboxes.all.length}`, attempt: 1, labels: {}, profile: { unreachableMs } },
    ports: { driver, emit: told.resolve, warn() {} },
    signal: stop.signal,
  } as unknown as ConnectInput);
  connection.catch(() => undefined);
  return { driver, connection, told: told.promise, stop };
}

test('a limit of the service that others reach is waited for, and the person is told', async () => {
  const { driver, connection } = connecting(60_000);
  const first = await connection;
  const next = connecting(60_000);
  expect(await next.told).toEqual({
    type: 'notice',
    text: 'E2B could not make a sandbox: a limit of the account is reached. It is tried again for up to 1m.',
  });
  await first.sandbox.destroy();
  const { sandbox } = await next.connection;
  expect(service.sandboxes.all.map(({ id }) => id)).toEqual([sandbox.id]);
  await (await driver.attach(sandbox.id)).destroy();
});

test('one that stays ends it, and so does whoever cancels', async () => {
  const { sandbox } = await connecting(0).connection;
  await expect(connecting(0).connection).rejects.toMatchObject({ code: 'exhausted' });
  const cancelled = connecting(60_000);
  await cancelled.told;
  cancelled.stop.abort();
  await expect(cancelled.connection).rejects.toThrow('aborted');
  await sandbox.destroy();
});

test('an account that is not paid for is not waited for', async () => {
  service.api.fault({ on: /^POST \/v2\/sandboxes/, status: 402, body: { code: 402, message: 'no credits' } });
  await expect(connecting(60_000).connection).rejects.toMatchObject({ code: 'exhausted', retryable: false });
});

test('a kept sandbox is left to the next run where the snapshot cannot be made', async () => {
  const { driver, connection } = connecting(60_000);
  const { sandbox } = await connection;
  const madeAt = new Date();
  const kept: unknown[] = [];
  const snapshot = Promise.reject(new Error('the disk is full'));
  snapshot.catch(() => undefined);
  const again = connect({
    run: { id: 'r2', attempt: 1, labels: {}, profile: { unreachableMs: 1000, keepMs: 5000 } },
    ports: {
      ...{ driver, emit() {}, warn() {} },
      shelf: {
        take: async () => ({ sandboxId: sandbox.id, madeAt }),
        keep: async (...given: unknown[]) => kept.push(given),
      },
    },
    snapshot,
    signal: new AbortController().signal,
  } as unknown as ConnectInput);
  await expect(again).rejects.toThrow('the disk is full');
  expect(kept).toEqual([[{ sandboxId: sandbox.id, madeAt }, 5000]]);
  expect(service.sandboxes.all.map(({ id }) => id)).toEqual([sandbox.id]);
});

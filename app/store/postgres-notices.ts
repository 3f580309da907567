import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { databaseError } from './database-errors.ts';
import { NOTICE_CHANNEL, type Notice } from './sql.ts';

/** A dead peer behind a firewall says nothing, so the listening connection is asked this often. */
const CHECK_EVERY_MS = 15_000;
const RETRY_AFTER_MS = 1_000;

/**
 * Listens on a connection of its own, made again whenever it breaks; each new one starts with `resync`.
 * Rejects only if the first connection cannot be made.
 */
export async function listenOnPostgres(
  config: pg.ClientConfig,
  hear: (notice: Notice) => void,
  onError: (error: unknown) => void,
): Promise<() => Promise<void>> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const first = await connect(config, hear);
  hear('resync');

  const keepUp = async () => {
    let client: pg.Client | undefined = first;
    while (!signal.aborted) {
      if (client) await connectionEnd(client, signal);
      if (signal.aborted) break;
      client = await connect(config, hear).catch(error => void onError(databaseError(error, true)));
      if (client) hear('resync');
      else await setTimeout(RETRY_AFTER_MS, undefined, { signal }).catch(() => undefined);
    }
    await client?.end();
  };
  const kept = keepUp();
  return async () => {
    stopping.abort();
    await kept;
  };
}

async function connect(config: pg.ClientConfig, hear: (notice: Notice) => void): Promise<pg.Client> {
  const client = new pg.Client({ ...config, query_timeout: 10_000 });
  // `connectionEnd` and the pending query report it; an emitter without a listener would end the process.
  client.on('error', () => client.emit('gone'));
  client.on('end', () => client.emit('gone'));
  client.on('notification', message => hear((message.payload ?? 'resync') as Notice));
  try {
    await client.connect();
    await client.query(`LISTEN ${NOTICE_CHANNEL}`);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw databaseError(error);
  }
  return client;
}

/** Resolves when the connection is gone or `signal` aborts. */
async function connectionEnd(client: pg.Client, signal: AbortSignal): Promise<void> {
  const check = setInterval(() => {
    client.query('SELECT 1').catch(() => client.emit('gone'));
  }, CHECK_EVERY_MS);
  try {
    await once(client, 'gone', { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    return;
  } finally {
    clearInterval(check);
  }
  await client.end().catch(() => undefined);
}

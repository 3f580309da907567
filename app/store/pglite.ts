import { type Engine, type EngineOptions, startEngine } from './pglite-engine.ts';
import type { Notice, Sql, SqlDatabase } from './sql.ts';

/**
 * PostgreSQL in a process of its own that lives as long as this one, kept in `<dataDir>/db`, which is locked for as
 * long as it is open. What was acknowledged survives either process being killed; only PostgreSQL on a server also
 * survives a power cut at once, because the embedded one leaves writing back to the operating system.
 */
export async function openPglite(
  dataDir: string,
  options: Pick<EngineOptions, 'silentMs'> = {},
): Promise<SqlDatabase> {
  const hearers = new Set<(notice: Notice) => void>();
  const tell = (notice: Notice) => {
    for (const hear of hearers) hear(notice);
  };
  let starting: Promise<Engine> | undefined;
  let closed = false;
  /** The transaction that has the one connection to itself. */
  let exclusive: Promise<void> | undefined;

  const start = async (): Promise<Engine> => {
    try {
      const engine = await startEngine(dataDir, { ...options, onNotice: tell, onEnd: forget });
      tell('resync');
      return engine;
    } catch (error) {
      forget();
      throw error;
    }
  };
  const end = () => {
    exclusive = undefined;
  };
  /** The next call starts it again. */
  const forget = () => {
    starting = undefined;
  };
  const engine = async (): Promise<Engine> => {
    if (closed) throw new Error('The database is closed.');
    starting ??= start();
    return await starting;
  };
  /** Calls `use` when no transaction is open; what it does before it first waits comes before every other's. */
  const inTurn = async <T>(use: (engine: Engine) => Promise<T>): Promise<T> => {
    const on = await engine();
    while (exclusive) await exclusive;
    return await use(on);
  };

  await engine();
  return {
    kind: 'pglite',
    query: (text, params, turn) => inTurn(on => on.query(text, params, turn)),
    script: text => inTurn(on => on.script(text)),
    transaction: work =>
      inTurn(on => {
        const done = transact(on, work);
        exclusive = done.then(end, end);
        return done;
      }),
    async listen(hear) {
      hearers.add(hear);
      hear('resync');
      return async () => void hearers.delete(hear);
    },
    async close() {
      if (closed) return;
      closed = true;
      while (exclusive) await exclusive;
      await (await starting)?.close();
    },
  };
}

/** All on one engine: after a restart, the rest of a transaction would not be one. */
async function transact<T>(engine: Engine, work: (tx: Sql) => Promise<T>): Promise<T> {
  try {
    await engine.query('BEGIN');
    const result = await work(engine);
    await engine.query('COMMIT');
    return result;
  } catch (error) {
    // When even this fails its process is gone, and nothing of the transaction is left.
    await engine.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

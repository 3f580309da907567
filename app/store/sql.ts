/** One row as both databases hand it over: bigint as number, timestamptz as Date, json parsed, bytea as bytes. */
export type Row = Record<string, unknown>;

/** Something that runs statements: the database itself, or one transaction of it. */
export interface Sql {
  /**
   * Runs one statement with `$1`-style parameters. JSON goes in as text (`JSON.stringify`).
   * @param turn `first`: before everything that waits for the one connection of the embedded database
   */
  query<R extends object = Row>(text: string, params?: readonly unknown[], turn?: 'first'): Promise<R[]>;
}

/** What one process tells the others (and itself) about the store. A hint only: everybody polls as well. */
export type Notice = 'deliveries' | 'settling' | 'runs' | 'resync' | `cancel:${string}`;

/** The store's database, embedded or on a server, behind one interface. */
export interface SqlDatabase extends Sql {
  readonly kind: 'pglite' | 'postgres';
  /**
   * Runs `work` in one transaction; it commits when `work` resolves and rolls back when it rejects.
   * Inside, use only the given `tx`: the embedded database has one connection, so a query on the
   * database itself would wait for the transaction that waits for it.
   */
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
  /** Runs a script of several statements without parameters. */
  script(text: string): Promise<Row[]>;
  /**
   * Calls `hear` for each notice, from this process or another. `resync` means that some may have
   * been missed (the connection was away). Resolves once listening, with the function that ends it.
   */
  listen(hear: (notice: Notice) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

const CHANNEL = 'speckit_store';

export { CHANNEL as NOTICE_CHANNEL };

/** Sends `notice` when the surrounding transaction commits. */
export async function notify(sql: Sql, notice: Notice): Promise<void> {
  await sql.query('SELECT pg_notify($1, $2)', [CHANNEL, notice]);
}

/** `text` without what PostgreSQL's text cannot hold: NUL characters and lone surrogates. */
export function storable(text: string, maxCharacters = 10_000): string {
  return text.slice(0, maxCharacters).toWellFormed().replaceAll('\0', '\uFFFD');
}

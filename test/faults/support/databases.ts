import { afterAll, describe } from 'vitest';
import { type PostgresServer, postgresMissing, startPostgres } from '../../support/postgres.ts';
import type { TownOptions } from './town.ts';

/** A suite that starts its town with these options. */
export type Suite = (options: () => Promise<TownOptions>) => void;

/** Suites that are `concurrent` have a town for each test. */
type How = { concurrent?: boolean };

/** What happens, happens to the only process. */
export function onEmbedded(suite: Suite, how: How = {}): void {
  describe('on the embedded database', how, () => suite(async () => ({ workers: 1 })));
}

/** What happens, happens to one of two processes. */
export function onPostgres(suite: Suite, how: How = {}): void {
  describe.skipIf(postgresMissing())('on PostgreSQL', how, () => {
    let postgres: PostgresServer | undefined;
    afterAll(() => postgres?.dispose());
    suite(async () => {
      postgres = await startPostgres();
      return { workers: 2, databaseUrl: await postgres.database('faults') };
    });
  });
}

/** Both, one after the other unless they are `concurrent`. */
export function onBoth(suite: Suite, how: How = {}): void {
  onEmbedded(suite, how);
  onPostgres(suite, how);
}

/**
 * Each try costs seconds; with `FAULTS=all` every one is made on both databases, else the second one leaves out some
 * that differ in nothing which a database sees.
 */
export function chosen<T>(tries: readonly T[], thin: boolean): readonly T[] {
  return thin && process.env.FAULTS !== 'all' ? tries.filter((_, index) => index % 3 !== 1) : tries;
}

import { afterAll, describe } from 'vitest';
import { type PostgresServer, postgresMissing, startPostgres } from '../support/postgres.ts';
import { suiteOfKills } from './support/kills.ts';

let postgres: PostgresServer | undefined;
afterAll(() => postgres?.dispose());

describe.skipIf(postgresMissing())('on PostgreSQL', () => {
  const options = async () => {
    postgres = await startPostgres();
    return { workers: 2, databaseUrl: await postgres.database('faults') };
  };
  suiteOfKills('one of two processes', options, { thin: true });
});

import { onPostgres } from './support/databases.ts';
import { suiteOfKills } from './support/kills.ts';

onPostgres(options => suiteOfKills(options, { thin: true }));

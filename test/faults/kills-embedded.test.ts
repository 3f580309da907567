import { suiteOfKills } from './support/kills.ts';

suiteOfKills('the only process, on the embedded database', async () => ({ workers: 1 }));

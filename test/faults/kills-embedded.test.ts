import { onEmbedded } from './support/databases.ts';
import { suiteOfKills } from './support/kills.ts';

onEmbedded(options => suiteOfKills(options));

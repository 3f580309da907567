import { onPostgres } from './support/databases.ts';
import { suiteOfGitHubFails } from './support/github-fails.ts';

onPostgres(options => suiteOfGitHubFails(options, { thin: true }));

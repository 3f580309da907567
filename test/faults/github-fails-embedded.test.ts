import { onEmbedded } from './support/databases.ts';
import { suiteOfGitHubFails } from './support/github-fails.ts';

onEmbedded(options => suiteOfGitHubFails(options));

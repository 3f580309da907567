import { readFile } from 'node:fs/promises';
import { credentialNames } from '../shared/drivers/open.ts';
import type { ServerConfig } from '../shared/profile/config.ts';
import { parseServerConfig } from '../shared/profile/load.ts';
import { databaseSecrets } from './database-secrets.ts';
import type { Environment } from './environment.ts';

/** The server's configuration; without its file the defaults. @throws SpeckitError `config` */
export async function readServerConfig(file: string): Promise<ServerConfig> {
  const text = await readFile(file, 'utf8').catch(error => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return parseServerConfig(text);
}

/** Everything that this process knows and nobody may read in a log. */
export async function secretsOf(
  { privateKey, webhookSecret, databaseUrl }: Environment,
  config: ServerConfig,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<string[]> {
  const names = [...Object.keys(config.variables), ...(await credentialNames())];
  const passed = names.flatMap(name => variables[name] ?? []);
  const database = databaseSecrets(databaseUrl, variables);
  return [privateKey, webhookSecret, ...database, ...passed].filter(Boolean);
}

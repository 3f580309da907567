import type { ZodType } from 'zod';
import { listed, quoted } from '../command/suggest.ts';
import { DRIVER_NAMES, type DriverName } from '../drivers/index.ts';
import { SpeckitError } from '../errors.ts';
import {
  type RepoConfig,
  repoConfig,
  type ServerConfig,
  serverConfig,
  type UserConfig,
  userConfig,
} from './config.ts';
import { allowed, configError, keyName } from './problems.ts';
import { loadSchemas, repoSchema, serverSchema, userSchema } from './schema.ts';
import { readYaml } from './yaml.ts';

export const REPO_FILE = '.github/speckit.yml';
export const SERVER_FILE = 'speckit-remote.yml';
export const USER_FILE = 'config.yml';

/** Characters. A configuration is written by hand; anything larger is another file. */
const LARGEST = 256 * 1024;

export interface LoadOptions {
  /** The name that errors show. Default: the usual one. */
  file?: string;
}

/** The repository's configuration; without a text (there is no file) the defaults. Throws `config`. */
export async function parseRepoConfig(
  text?: string,
  { file = REPO_FILE }: LoadOptions = {},
): Promise<RepoConfig> {
  const raw = text === undefined ? {} : read(file, text);
  const schema = repoSchema(await loadSchemas(driversIn(raw)));
  return repoConfig(file, validate(file, raw, schema), raw);
}

/** The server's configuration; without a text it serves nobody. Throws `config`. */
export async function parseServerConfig(
  text?: string,
  { file = SERVER_FILE }: LoadOptions = {},
): Promise<ServerConfig> {
  const raw = text === undefined ? {} : read(file, text);
  const schema = serverSchema(await loadSchemas(driversIn(raw)));
  const config = serverConfig(file, validate(file, raw, schema), raw);
  checkReferences(config);
  return config;
}

/** One person's configuration for the command line; without a text the defaults. Throws `config`. */
export async function parseUserConfig(
  text?: string,
  { file = USER_FILE }: LoadOptions = {},
): Promise<UserConfig> {
  const raw = text === undefined ? {} : read(file, text);
  const schema = userSchema(await loadSchemas(driversIn(raw)));
  return userConfig(file, validate(file, raw, schema), raw);
}

function read(file: string, text: string): unknown {
  if (text.length > LARGEST) {
    throw new SpeckitError('config', `\`${file}\` has ${text.length} characters.`, {
      hint: `A configuration has at most ${LARGEST}.`,
    });
  }
  const result = readYaml(text.replace(/^\ufeff/, ''));
  if (result.ok) return result.value ?? {};
  const where = result.line === undefined ? '' : ` at line ${result.line}, column ${result.column}`;
  throw new SpeckitError('config', `\`${file}\` is not valid YAML${where}: ${result.problem}.`, {
    hint: 'Correct it there; an editor that knows YAML shows the place.',
  });
}

function validate<T>(file: string, raw: unknown, schema: ZodType<T>): T {
  const result = schema.safeParse(raw, { error: allowed });
  if (result.success) return result.data;
  throw configError(file, result.error.issues, raw, schema);
}

/** The drivers whose settings the file holds; only those are loaded. */
function driversIn(raw: unknown): DriverName[] {
  const profiles = typeof raw === 'object' && raw !== null && 'profiles' in raw ? raw.profiles : undefined;
  const groups = typeof profiles === 'object' && profiles !== null ? Object.values(profiles) : [];
  return DRIVER_NAMES.filter(name =>
    groups.some(group => typeof group === 'object' && group !== null && Object.hasOwn(group, name)),
  );
}

/** Names that the file uses in one place and has to define in another. */
function checkReferences(config: ServerConfig): void {
  const { file, profile, profiles, variables } = config;
  const names = Object.keys(profiles);
  if (profile !== undefined && profile !== 'default' && !names.includes(profile)) {
    throw undefinedName(file, ['profile'], profile, names, 'profile');
  }
  for (const [variable, rule] of Object.entries(variables)) {
    for (const [index, name] of (rule.profiles ?? []).entries()) {
      if (names.includes(name)) continue;
      throw undefinedName(file, ['variables', variable, 'profiles', index], name, names, 'profile');
    }
  }
  for (const [name, { env = [] }] of Object.entries(profiles)) {
    for (const [index, variable] of env.entries()) {
      const known = Object.keys(variables);
      if (known.includes(variable)) continue;
      throw undefinedName(file, ['profiles', name, 'env', index], variable, known, 'variable');
    }
  }
}

function undefinedName(file: string, path: (string | number)[], name: string, known: string[], what: string) {
  const section = what === 'profile' ? 'profiles' : 'variables';
  return new SpeckitError(
    'config',
    `\`${file}\`: ${keyName(path)} is ${quoted(name)}, which \`${section}\` does not have.`,
    { hint: known.length > 0 ? `There: ${listed(known)}.` : `Define it under \`${section}\`.` },
  );
}

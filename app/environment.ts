import { createPrivateKey } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { SpeckitError } from '../shared/errors.ts';
import { type Role, readRoles } from './roles/roles.ts';

/** What the process's environment says about this server. Secrets stay in here. */
export interface Environment {
  appId: string;
  privateKey: string;
  webhookSecret: string;
  host: string;
  port: number;
  /** Absolute folder for the embedded database, the mirrors and local sandboxes. */
  dataDir: string;
  databaseUrl?: string;
  /** What this process does; absent: everything. */
  roles?: ReadonlySet<Role>;
  /** Absolute path of the server's configuration file. */
  configPath: string;
  /** One of {@link LOG_LEVELS}. */
  logLevel?: string;
  /** `GITHUB_*_URL`, as given. */
  github: Readonly<Record<string, string | undefined>>;
}

type Source = Readonly<Record<string, string | undefined>>;

/**
 * Reads and checks the environment variables of the server.
 * @throws SpeckitError `config` that names the variable.
 */
export function readEnvironment(source: Source, cwd = process.cwd()): Environment {
  const dataDir = path.resolve(cwd, source.DATA_DIR ?? 'data');
  const webhookSecret = required(
    source,
    'WEBHOOK_SECRET',
    'Set it to the webhook secret of your GitHub App.',
  );
  if (webhookSecret === 'development')
    throw invalid('WEBHOOK_SECRET', '"development"', 'a secret of your own; this one is public');
  return {
    appId: number(
      required(source, 'APP_ID', 'Set it to the id on the settings page of your GitHub App.'),
      'APP_ID',
    ),
    privateKey: readPrivateKey(source, cwd),
    webhookSecret,
    host: source.HOST ?? 'localhost',
    port: port(source.PORT ?? '3000'),
    dataDir,
    ...(source.DATABASE_URL ? { databaseUrl: source.DATABASE_URL } : {}),
    roles: readRoles(source.ROLES, source.DATABASE_URL),
    configPath: configPath(source, cwd),
    logLevel: logLevel(source.LOG_LEVEL ?? 'info'),
    github: {
      GITHUB_API_URL: source.GITHUB_API_URL,
      GITHUB_GRAPHQL_URL: source.GITHUB_GRAPHQL_URL,
      GITHUB_SERVER_URL: source.GITHUB_SERVER_URL,
    },
  };
}

/**
 * Whether the variables that identify the GitHub App are all absent: a server before its registration. In production
 * nothing is registered, since the page would be anybody's.
 */
export function isUnregistered(source: Source): boolean {
  return (
    source.NODE_ENV !== 'production' && !source.APP_ID && !source.PRIVATE_KEY && !source.PRIVATE_KEY_PATH
  );
}

function readPrivateKey(source: Source, cwd: string): string {
  const inline = source.PRIVATE_KEY;
  const key = inline ? decodeKey(inline) : readKeyFile(source, cwd);
  try {
    createPrivateKey(key);
    return key;
  } catch {
    throw invalid(inline ? 'PRIVATE_KEY' : 'PRIVATE_KEY_PATH', 'something else', 'a PEM private key');
  }
}

/** Hosting panels store the key with escaped newlines or as base64; both are accepted. */
function decodeKey(value: string): string {
  if (value.includes('-----BEGIN')) return value.replaceAll('\\n', '\n');
  return Buffer.from(value, 'base64').toString('utf8');
}

function readKeyFile(source: Source, cwd: string): string {
  const file = path.resolve(
    cwd,
    required(source, 'PRIVATE_KEY_PATH', 'Set it, or PRIVATE_KEY, to the private key of your GitHub App.'),
  );
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new SpeckitError('config', `PRIVATE_KEY_PATH names ${file}, which cannot be read.`, {
      hint: 'Check the path and that the server may read the file.',
      cause,
    });
  }
}

/** A file that is named has to be there: without one the server would work for nobody. */
function configPath(source: Source, cwd: string): string {
  const named = source.SPECKIT_CONFIG;
  const file = path.resolve(cwd, named ?? 'speckit-remote.yml');
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile() || (!named && !found)) return file;
  throw new SpeckitError('config', `The server's configuration ${file} is not a file.`, {
    hint: 'Set SPECKIT_CONFIG to the path of the file, or remove it for `speckit-remote.yml` in the working directory.',
  });
}

/** pino's. */
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

function logLevel(value: string): string {
  if (LOG_LEVELS.includes(value)) return value;
  throw invalid('LOG_LEVEL', JSON.stringify(value), `one of ${LOG_LEVELS.join(', ')}`);
}

function port(value: string): number {
  const found = Number(number(value, 'PORT'));
  if (found <= 65_535) return found;
  throw invalid('PORT', value, 'at most 65535');
}

function required(source: Source, name: string, hint: string): string {
  const value = source[name];
  if (!value) throw new SpeckitError('config', `The environment variable ${name} is missing.`, { hint });
  return value;
}

function number(value: string, name: string): string {
  if (!/^\d+$/.test(value)) throw invalid(name, JSON.stringify(value), 'a whole number');
  return value;
}

function invalid(name: string, found: string, allowed: string): SpeckitError {
  return new SpeckitError('config', `The environment variable ${name} is ${found}; it must be ${allowed}.`, {
    hint: `Correct ${name} and start the server again.`,
  });
}

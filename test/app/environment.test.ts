import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isUnregistered, readEnvironment } from '../../app/environment.ts';
import { isSpeckitError } from '../../shared/errors.ts';

const cwd = mkdtempSync(path.join(tmpdir(), 'speckit-environment-'));
const PEM = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const WHOLE = { APP_ID: '7', PRIVATE_KEY: PEM, WEBHOOK_SECRET: 'sesame' };

function refusal(more: Record<string, string | undefined>): string {
  try {
    readEnvironment({ ...WHOLE, ...more }, cwd);
  } catch (error) {
    if (isSpeckitError(error, 'config')) return `${error.message} ${error.hint}`;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the environment', () => {
  it('needs the three values of the App only', () => {
    const environment = readEnvironment(WHOLE, cwd);
    expect(environment).toMatchObject({ appId: '7', port: 3000, host: 'localhost', logLevel: 'info' });
    expect(environment.dataDir).toBe(path.join(cwd, 'data'));
  });

  it.each([
    ['as it is', PEM],
    ['with escaped newlines', PEM.replaceAll('\n', '\\n')],
    ['as base64', Buffer.from(PEM).toString('base64')],
  ])('takes the key %s', (_form, key) => {
    expect(readEnvironment({ ...WHOLE, PRIVATE_KEY: key }, cwd).privateKey).toBe(PEM);
  });

  it('takes the key from a file', () => {
    writeFileSync(path.join(cwd, 'key.pem'), PEM);
    const source = { ...WHOLE, PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: 'key.pem' };
    expect(readEnvironment(source, cwd).privateKey).toBe(PEM);
  });

  it.each<[string, Record<string, string | undefined>]>([
    ['APP_ID', { APP_ID: undefined }],
    ['APP_ID', { APP_ID: 'seven' }],
    ['WEBHOOK_SECRET', { WEBHOOK_SECRET: undefined }],
    ['WEBHOOK_SECRET', { WEBHOOK_SECRET: 'development' }],
    ['PRIVATE_KEY', { PRIVATE_KEY: undefined }],
    ['PRIVATE_KEY', { PRIVATE_KEY: PEM.replace(/[A-Za-z]{20}/, '') }],
    ['PRIVATE_KEY_PATH', { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: 'nowhere.pem' }],
    ['PORT', { PORT: '99999' }],
    ['PORT', { PORT: 'http' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
    ['SPECKIT_CONFIG', { SPECKIT_CONFIG: 'nowhere.yml' }],
    ['SPECKIT_CONFIG', { SPECKIT_CONFIG: '.' }],
  ])('names %s when it is wrong: %j', (name, more) => {
    expect(refusal(more)).toMatch(new RegExp(`\\b${name}\\b`));
  });

  it('shows nothing of a key that is broken', () => {
    expect(refusal({ PRIVATE_KEY: `${PEM.slice(0, 200)}!` })).not.toContain(PEM.slice(40, 60));
  });

  it('has both roles unless it is told otherwise', () => {
    const roles = (more: Record<string, string>) => [
      ...(readEnvironment({ ...WHOLE, ...more }, cwd).roles ?? []),
    ];
    const DATABASE_URL = 'postgres://localhost/speckit';
    expect(roles({})).toEqual(['web', 'worker']);
    expect(roles({ ROLES: 'worker , web' })).toEqual(['web', 'worker']);
    expect(roles({ ROLES: 'web', DATABASE_URL })).toEqual(['web']);
    expect(roles({ ROLES: 'worker', DATABASE_URL })).toEqual(['worker']);
  });

  it.each<[string, Record<string, string>, string]>([
    ['an unknown role', { ROLES: 'web,queue' }, 'ROLES is "web,queue"; it must be web, worker or both'],
    ['no role', { ROLES: ',' }, 'it must be web, worker or both'],
    ['one role on the embedded database', { ROLES: 'worker' }, 'Set DATABASE_URL'],
  ])('refuses %s', (_, more, said) => {
    expect(refusal(more)).toContain(said);
  });

  it('serves the registration page only where nothing is set and never in production', () => {
    expect(isUnregistered({})).toBe(true);
    expect(isUnregistered({ APP_ID: '7' })).toBe(false);
    expect(isUnregistered({ NODE_ENV: 'production' })).toBe(false);
  });
});

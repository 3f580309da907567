import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { withCredentials } from '../../app/cli/credentials.ts';
import { DRIVERS_WITH_KEYS } from '../../app/cli/keepers.ts';
import { DRIVER_NAMES, loadDriver } from '../../shared/drivers/index.ts';
import { secretServiceMissing } from '../support/needs.ts';
import { makePlace, type Place } from './support/place.ts';
import { type SecretService, startSecretService } from './support/secret-service.ts';

vi.setConfig({ testTimeout: 120_000 });

const SECRET = 'e2b_0123456789abcdef';
const skip = secretServiceMissing();

let place: Place;
beforeAll(async () => {
  place = await makePlace();
});
afterAll(() => place[Symbol.asyncDispose]());

describe.skipIf(skip)('with the Secret Service of a session', () => {
  let keyring: SecretService;
  beforeAll(async () => {
    keyring = await startSecretService(place);
  });
  afterAll(() => keyring[Symbol.asyncDispose]());

  const call = (words: string, stdin = '', env: Record<string, string> = {}) =>
    place.call(words.split(' '), { stdin, env: { ...keyring.env, ...env } });

  it('keeps what is piped in, tells where it is, and lets it go', async () => {
    const stored = await call('login e2b', `${SECRET}\n`);
    expect(stored).toEqual({ exitCode: 0, stdout: 'E2B_API_KEY is in the keychain.\n', stderr: '' });
    expect(keyring.lookUp('E2B_API_KEY')).toBe(SECRET);
    const shown = await call('profile show --json');
    expect(shown.exitCode).toBe(0);
    await call('profile add cloud --driver e2b --use');
    const ofCloud = await call('profile show --json');
    expect(JSON.parse(ofCloud.stdout)).toMatchObject({ credentials: { E2B_API_KEY: 'keychain' } });
    expect(ofCloud.stdout).not.toContain(SECRET);
    const removed = await call('logout e2b --json', '', { E2B_API_KEY: 'of the environment' });
    expect(JSON.parse(removed.stdout)).toEqual({ removed: ['E2B_API_KEY'] });
    expect(removed.stderr).toContain('still set in the environment');
    expect(keyring.lookUp('E2B_API_KEY')).toBeUndefined();
    expect(JSON.parse((await call('logout e2b --json')).stdout)).toEqual({ removed: [] });
  });

  it('keeps the first key of an agent, or the one that is named', async () => {
    expect((await call('login claude', 'key one')).stdout).toContain('ANTHROPIC_API_KEY');
    expect((await call('login CLAUDE_CODE_OAUTH_TOKEN', 'key two')).exitCode).toBe(0);
    expect(keyring.lookUp('ANTHROPIC_API_KEY')).toBe('key one');
    expect(keyring.lookUp('CLAUDE_CODE_OAUTH_TOKEN')).toBe('key two');
    expect(JSON.parse((await call('logout claude --json')).stdout)).toEqual({
      removed: ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN'],
    });
  });

  it.each([
    ['nothing', ''],
    ['several lines', 'one\ntwo\n'],
    ['far too much', 'x'.repeat(70_000)],
  ])('refuses to keep %s', async (_, stdin) => {
    expect(await call('login e2b', stdin)).toMatchObject({ exitCode: 2, stdout: '' });
    expect(keyring.lookUp('E2B_API_KEY')).toBeUndefined();
  });

  it('warns of a variable that comes first', async () => {
    const stored = await call('login e2b', SECRET, { E2B_API_KEY: 'other' });
    expect(stored).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('comes first') });
  });

  it('refuses to work with a keychain that is locked', async () => {
    keyring.lock();
    const refused = await call('login e2b', SECRET);
    expect(refused).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('Set `E2B_API_KEY` in the environment'),
    });
    expect(refused.stderr).not.toContain(SECRET);
  });
});

describe('without a keychain', () => {
  const NONE = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' };

  it('says to use environment variables, which are enough', async () => {
    const refused = await place.call(['login', 'daytona'], { env: NONE, stdin: SECRET });
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('Set `DAYTONA_API_KEY` in the environment instead');
    await place.inside('profile add there --driver daytona');
    const tested = await place.inside('profile show there', { env: { DAYTONA_API_KEY: SECRET } });
    expect(tested).toMatchObject({ credentials: { DAYTONA_API_KEY: 'environment' } });
  });

  it('says where each missing key comes from', async () => {
    await place.inside('profile add keyless --driver daytona');
    const { stdout } = await place.call(['profile', 'test', 'keyless'], { env: NONE });
    expect(stdout).toMatch(
      /needs `DAYTONA_API_KEY`.*\n\s*Get a key at https:\/\/app\.daytona\.io\/dashboard\/keys/,
    );
    expect(stdout).toMatch(/`ANTHROPIC_API_KEY`.*\n.*Set one of them in the environment\./);
  });
});

const USAGE: [what: string, words: string, stdin: string, says: RegExp][] = [
  ['somebody unknown', 'claud', SECRET, /no driver or agent `claud`. Did you mean `claude`/],
  ['a driver without credentials', 'docker', SECRET, /`docker` needs no credential/],
  ['an agent without known ones', 'goose', SECRET, /`goose` has no credential that is known by name/],
];

it.each(USAGE)('refuses a login for %s', async (_, target, stdin, says) => {
  expect(await place.call(['login', target], { stdin })).toMatchObject({
    exitCode: 2,
    stderr: expect.stringMatching(says),
  });
});

it.each(['e2b_0123456789abcdef01234567', `ghp_${'a1'.repeat(18)}`])(
  'does not repeat a secret in the place of a name',
  async target => {
    const refused = await place.call(['login', target]);
    expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('history of your shell') });
    expect(refused.stderr).not.toContain(target);
  },
);

it.each([[SECRET], [`--key=${SECRET}`]])('nor in a place where nothing belongs: %s', async word => {
  const refused = await place.call(['login', 'e2b', word]);
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
  expect(refused.stderr).not.toContain(SECRET);
});

it('knows the drivers with credentials', async () => {
  const definitions = await Promise.all(DRIVER_NAMES.map(loadDriver));
  const keyed = definitions.filter(({ credentials = [] }) => credentials.length > 0).map(({ name }) => name);
  expect(DRIVERS_WITH_KEYS).toEqual(keyed);
});

it('asks the keychain for nothing that the environment answers', async () => {
  const env = { E2B_API_KEY: 'a', OPENAI_API_KEY: 'b' };
  const needs = { driver: 'e2b', agent: 'codex', envNames: ['CODEX_API_KEY', 'OPENAI_API_KEY'] } as const;
  // An abort would show any look into the keychain.
  expect(await withCredentials(env, needs, AbortSignal.abort(new Error('asked')))).toEqual(env);
});

import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { secretServiceMissing } from '../support/needs.ts';
import { makePlace, type Place } from './support/place.ts';
import { type SecretService, startSecretService } from './support/secret-service.ts';
import { KEYS, openTerminal } from './support/terminal.ts';

vi.setConfig({ testTimeout: 180_000 });

let place: Place;
beforeEach(async () => {
  place = await makePlace();
});
afterEach(() => place[Symbol.asyncDispose]());

const saved = () => readFile(place.configFile, 'utf8');

it('asks for a new profile, and asks again for a setting that does not fit', async () => {
  await using terminal = openTerminal(place, ['profile', 'add', '--use']);
  const { answer } = terminal;
  await answer('What should the profile be called?', `/${KEYS.enter}`);
  await answer('a letter or digit first', `${KEYS.backspace}big${KEYS.enter}`);
  await answer('Where should runs happen?', KEYS.enter);
  await answer('Which coding agent?', KEYS.enter);
  await answer('Change a setting?', KEYS.down.repeat(3) + KEYS.enter);
  await answer('memory: Memory limit', `lots${KEYS.enter}`);
  await answer('`profiles.big.docker.memory` is `lots`', `[${KEYS.enter}`);
  await answer('no YAML', `8g${KEYS.enter}`);
  await answer('Change a setting?', KEYS.enter);
  expect(await terminal.ended).toBe(0);
  expect(await saved()).toBe(
    'profiles:\n  big:\n    driver: docker\n    agent: claude\n    docker:\n      memory: 8g\nprofile: big\n',
  );
});

it('asks what to change, with what the profile says now', async () => {
  await place.inside('profile add big --setting memory=8g --timeout 45m');
  await using terminal = openTerminal(place, ['profile', 'edit', 'big']);
  const { answer } = terminal;
  await answer('Where should runs happen?', KEYS.enter);
  await answer('Which coding agent?', KEYS.enter);
  await answer('Change a setting?', KEYS.down);
  await answer('timeout (45m)', KEYS.enter);
  await answer('timeout: a run is ended', KEYS.enter);
  await answer('Change a setting?', KEYS.enter);
  expect(await terminal.ended).toBe(0);
  expect(await saved()).toBe(
    'profiles:\n  big:\n    driver: docker\n    docker:\n      memory: 8g\n    agent: claude\n',
  );
});

it('asks which profile to use', async () => {
  await place.inside('profile add big');
  await using terminal = openTerminal(place, ['profile', 'use']);
  // The cursor stands on the chosen one.
  await terminal.answer('● default', KEYS.up);
  await terminal.answer('● big', KEYS.enter);
  await terminal.shows('Runs now take the profile big (docker).');
  expect(await terminal.ended).toBe(0);
});

it('writes nothing when somebody leaves', async () => {
  await using terminal = openTerminal(place, ['profile', 'add']);
  await terminal.answer('What should the profile be called?', KEYS.ctrlC);
  expect(await terminal.ended).toBe(130);
  await expect(saved()).rejects.toMatchObject({ code: 'ENOENT' });
});

it('asks nothing where flags say it, nor with --json', async () => {
  await using terminal = openTerminal(place, ['profile', 'add', 'x', '--timeout', '1h']);
  expect(await terminal.ended).toBe(0);
  await using quiet = openTerminal(place, ['profile', 'use', '--json']);
  await quiet.shows('"code":"usage"');
  expect(await quiet.ended).toBe(2);
});

describe.skipIf(secretServiceMissing())('a login', () => {
  let keyring: SecretService;
  let owner: Place;
  beforeAll(async () => {
    owner = await makePlace();
    keyring = await startSecretService(owner);
  });
  afterAll(async () => {
    await keyring[Symbol.asyncDispose]();
    await owner[Symbol.asyncDispose]();
  });

  it('asks for the secret and shows nothing of it', async () => {
    await using terminal = openTerminal(place, ['login', 'claude'], { env: keyring.env });
    await terminal.answer('Which credential of claude?', KEYS.down);
    await terminal.answer('● ANTHROPIC_AUTH_TOKEN', KEYS.enter);
    await terminal.answer('The value of ANTHROPIC_AUTH_TOKEN', KEYS.enter);
    await terminal.answer('The value is empty.', `Tr0ub4dor${KEYS.enter}`);
    await terminal.shows('ANTHROPIC_AUTH_TOKEN is in the keychain.');
    expect(await terminal.ended).toBe(0);
    expect(terminal.raw()).not.toMatch(/Tr0ub4dor|T\S*r\S*0\S*u\S*b/);
    expect(keyring.lookUp('ANTHROPIC_AUTH_TOKEN')).toBe('Tr0ub4dor');
  });

  it('keeps nothing when somebody leaves', async () => {
    await using terminal = openTerminal(place, ['login', 'e2b'], { env: keyring.env });
    await terminal.answer('The value of E2B_API_KEY', KEYS.ctrlC);
    expect(await terminal.ended).toBe(130);
    expect(keyring.lookUp('E2B_API_KEY')).toBeUndefined();
  });
});

it('does not ask for a secret that no keychain could keep', async () => {
  const env = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' };
  await using terminal = openTerminal(place, ['login', 'e2b'], { env });
  await terminal.shows('Set `E2B_API_KEY` in the environment instead');
  expect(await terminal.ended).toBe(1);
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startDaytona } from '../../services/daytona/server.ts';
import { startE2b } from '../../services/e2b/server.ts';
import { type Checkout, makeCheckout } from '../support/checkout.ts';

vi.setConfig({ testTimeout: 240_000 });

let mine: Checkout;
beforeEach(async () => {
  mine = await makeCheckout();
});
afterEach(() => mine[Symbol.asyncDispose]());

const chosen = async () => {
  const listed = (await mine.inside('profile list')) as { profiles: { name: string; chosen: boolean }[] };
  return listed.profiles.filter(profile => profile.chosen).map(({ name }) => name);
};

describe('User Story 2 - Configure and Switch Between Drivers', () => {
  it('Given a user wants to configure a new driver, When they provide driver type and connection settings, Then the configuration is validated and saved for future use', async () => {
    await using e2b = await startE2b();
    const settings = ['--setting', `apiUrl=${e2b.apiUrl}`, '--setting', `sandboxUrl=${e2b.sandboxUrl}`];
    const add = (...words: string[]) => mine.call(['profile', 'add', 'cloud', '--driver', 'e2b', ...words]);
    const refused = await add(...settings, '--setting', 'tmplate=base');
    expect(refused).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Did you mean `template`?'),
    });
    expect(await add(...settings)).toMatchObject({ exitCode: 0 });
    const test = (key: string) =>
      mine.call(['profile', 'test', 'cloud', '--json'], { env: { E2B_API_KEY: key } });
    const tested = await test(e2b.key);
    expect(tested.exitCode).toBe(0);
    expect(JSON.parse(tested.stdout)).toMatchObject({
      driver: 'e2b',
      findings: [
        { name: 'settings', state: 'ok' },
        { name: 'credentials', state: 'ok', text: 'E2B_API_KEY from the environment' },
        { name: 'e2b', state: 'ok' },
        { name: 'claude', state: 'warning' },
      ],
    });
    const wrong = await test('e2b_another');
    expect(wrong.exitCode).toBe(1);
    expect(JSON.parse(wrong.stdout).findings[2]).toMatchObject({ name: 'e2b', state: 'failed' });
    expect(wrong.stdout).not.toContain('e2b_another');
  });

  it('Given a user has multiple driver configurations saved, When they select a different driver profile, Then subsequent spec-kit operations use the newly selected driver', async () => {
    await using e2b = await startE2b();
    await using daytona = await startDaytona();
    const env = { E2B_API_KEY: e2b.key, DAYTONA_API_KEY: daytona.key };
    await mine.inside(
      `profile add one --driver e2b --setting apiUrl=${e2b.apiUrl} --setting sandboxUrl=${e2b.sandboxUrl}`,
    );
    await mine.inside(`profile add two --driver daytona --setting apiUrl=${daytona.apiUrl}`);
    const asked = async () => {
      for (const { api } of [e2b, daytona]) api.requests.length = 0;
      const end = await mine.call(['run', '--', 'echo done'], { env });
      expect(end).toMatchObject({ exitCode: 0, stdout: 'done\n' });
      return [e2b, daytona].map(({ api }) => api.requests.some(line => line.startsWith('POST')));
    };
    await mine.inside('profile use one');
    expect(await chosen()).toEqual(['one']);
    expect(await asked()).toEqual([true, false]);
    await mine.inside('profile use two');
    expect(await chosen()).toEqual(['two']);
    expect(await asked()).toEqual([false, true]);
  });

  it('Given a user is using a remote driver, When they switch to local execution mode, Then spec-kit operations execute on the local machine without remote connectivity', async () => {
    await using e2b = await startE2b();
    await mine.inside(`profile add one --driver e2b --setting apiUrl=${e2b.apiUrl} --use`);
    expect(await mine.call(['profile', 'use', 'local'])).toMatchObject({ exitCode: 0 });
    expect(await chosen()).toEqual(['local']);
    // Neither a key nor an engine is there for anything remote.
    const end = await mine.call(['run', '--', 'pwd'], { env: { DOCKER_HOST: 'unix:///nonexistent.sock' } });
    expect(end).toMatchObject({ exitCode: 0 });
    expect(end.stdout.startsWith(`${mine.home}/`)).toBe(true);
    expect(e2b.api.requests).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type LocalDaytona, startDaytona } from '../services/daytona/server.ts';
import { type LocalE2b, startE2b } from '../services/e2b/server.ts';
import { testImage } from '../support/docker-image.ts';
import { dockerMissing } from '../support/needs.ts';
import { lives } from '../support/processes.ts';
import { proxyImage } from '../support/proxy-image.ts';
import { RUN_TIMEOUT, type ShellRuns, sandboxesOf, startShellRuns } from './support/shell-runs.ts';

vi.setConfig(RUN_TIMEOUT);

const withoutDocker = dockerMissing();

let e2b: LocalE2b;
let daytona: LocalDaytona;
let runs: ShellRuns;
beforeAll(async () => {
  [e2b, daytona] = await Promise.all([startE2b(), startDaytona()]);
  const image = withoutDocker ? undefined : await testImage();
  if (image) await proxyImage();
  runs = await startShellRuns({
    profile: { driver: 'local' },
    profiles: {
      ...(image && { docker: { driver: 'docker', docker: { image } } }),
      e2b: { driver: 'e2b', e2b: { apiUrl: e2b.apiUrl, sandboxUrl: e2b.sandboxUrl } },
      daytona: { driver: 'daytona', daytona: { apiUrl: daytona.apiUrl } },
    },
    secrets: { API_TOKEN: 'token-of-the-sandbox' },
    otherVariables: { E2B_API_KEY: e2b.key, DAYTONA_API_KEY: daytona.key },
  });
}, 600_000);
afterAll(async () => {
  await runs?.close();
  await Promise.all([e2b[Symbol.asyncDispose](), daytona[Symbol.asyncDispose]()]);
});

/** The sandboxes that each service itself still has. */
const leftAt = { e2b: () => e2b.sandboxes.all.length, daytona: () => daytona.sandboxes.all.length };

const drivers = [
  { driver: 'local', profile: 'default', skip: false },
  { driver: 'docker', profile: 'docker', skip: withoutDocker },
  { driver: 'e2b', profile: 'e2b', skip: false },
  { driver: 'daytona', profile: 'daytona', skip: false },
] as const;

for (const { driver, profile, skip } of drivers) {
  test.skipIf(skip)(
    `${driver}: a comment brings a commit, a check and an answer, and no sandbox stays${skip ? ` (${skip})` : ''}`,
    async () => {
      const script =
        'cat src/cart.txt; echo "$API_TOKEN" | wc -c; echo full > src/cart.txt; echo new > "a b.txt"';
      const ended = await runs.run(script, { flags: `--profile ${profile}` });
      expect(ended.run).toMatchObject({ conclusion: 'success', driver });
      expect(ended.output.replaceAll(' ', '')).toBe('empty\n21\n');
      expect(ended.after).toBe(ended.run.commitSha);
      expect(ended.after).not.toBe(ended.before);
      const { github } = runs.world;
      const content = (file: string) => github.readFile('acme/shop', ended.branch, file);
      expect((await content('src/cart.txt'))?.toString()).toBe('full\n');
      expect((await content('a b.txt'))?.toString()).toBe('new\n');
      expect(ended.check.conclusion).toBe('success');
      expect(ended.comment.body).toContain(`driver \`${driver}\``);
      expect(ended.comment.body).toContain(ended.after.slice(0, 7));
      expect(await sandboxesOf(runs, ended.run)).toEqual([]);
      if (driver in leftAt) expect(leftAt[driver as keyof typeof leftAt]()).toBe(0);
    },
  );
}

describe.each([
  { driver: 'e2b', service: () => e2b, key: 'E2B_API_KEY', sleep: '67001' },
  { driver: 'daytona', service: () => daytona, key: 'DAYTONA_API_KEY', sleep: '67002' },
] as const)('$driver', ({ driver, service, key, sleep }) => {
  test('a key that the service refuses is named, before a sandbox is made', async () => {
    const { api, setKeys, key: value } = service();
    setKeys([]);
    api.requests.length = 0;
    try {
      const ended = await runs.run('true', { flags: `--profile ${driver}` });
      expect(ended.run).toMatchObject({ conclusion: 'failure', outcome: { error: { code: 'auth' } } });
      expect(ended.said).toContain(key);
      expect(ended.after).toBe(ended.before);
      expect(api.requests.filter(line => line.startsWith('POST'))).toEqual([]);
      expect(runs.traces()).not.toContain(value);
    } finally {
      setKeys([value]);
    }
  });

  test('cancelling ends the command and its sandbox', async () => {
    const asked = await runs.ask(`echo up; setsid sleep ${sleep} & sleep ${sleep}`, {
      flags: `--profile ${driver}`,
    });
    await asked.prints('up\n');
    await vi.waitFor(() => expect(lives('sleep', sleep)).toBe(true));
    const { github } = runs.world;
    await github.comment({ repo: 'acme/shop', pr: asked.pr, user: 'alice', body: '/speckit cancel' });
    const ended = await asked.ended();
    expect(ended.run.conclusion).toBe('cancelled');
    expect(ended.output).toBe('up\n');
    expect(lives('sleep', sleep)).toBe(false);
    expect(await sandboxesOf(runs, ended.run)).toEqual([]);
    expect(leftAt[driver]()).toBe(0);
  });
});

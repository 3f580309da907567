import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ShellRuns, startShellRuns } from '../e2e/support/shell-runs.ts';
import { type LocalE2b, startE2b } from '../services/e2b/server.ts';

let e2b: LocalE2b;
let profile: object;
beforeAll(async () => {
  e2b = await startE2b();
  const { apiUrl, sandboxUrl } = e2b;
  profile = { driver: 'e2b', e2b: { apiUrl, sandboxUrl, network: 'full' } };
});
afterAll(() => e2b[Symbol.asyncDispose]());

const world = (variables: Record<string, string>): Promise<ShellRuns> =>
  startShellRuns({ profile, otherVariables: variables });

test('without the service’s key the run ends before anything is asked, with the key’s name and where to get it', async () => {
  await using runs = await world({});
  e2b.api.requests.length = 0;
  const ended = await runs.run('true');
  expect(ended.run.outcome?.error?.code).toBe('auth');
  expect(ended.said).toContain('needs `E2B_API_KEY`');
  expect(ended.said).toContain('https://e2b.dev/dashboard');
  expect(e2b.api.requests).toEqual([]);
});

test('a key that the service refuses is named, before a sandbox is made', async () => {
  const key = 'e2b_ffffffffffffffffffffffffffffffffffffffff';
  await using runs = await world({ E2B_API_KEY: key });
  e2b.api.requests.length = 0;
  const ended = await runs.run('true');
  expect(ended.run.outcome?.error?.code).toBe('auth');
  expect(ended.said).toContain('E2B_API_KEY');
  expect(ended.said).toContain('https://e2b.dev/dashboard');
  expect(e2b.api.requests.filter(line => line.startsWith('POST'))).toEqual([]);
  expect(runs.traces()).not.toContain(key);
});

test('the key never enters the sandbox', async () => {
  await using runs = await world({ E2B_API_KEY: e2b.key });
  const ended = await runs.run('env | sort; cat /proc/self/environ | tr "\\0" "\\n"');
  expect(ended.run.conclusion).toBe('success');
  expect(ended.output).toContain('HOME=');
  expect(ended.output).not.toContain('E2B_API_KEY');
  expect(runs.traces()).not.toContain(e2b.key);
});

test('a time-out beyond what the service grants is refused with the cap', async () => {
  await using runs = await world({ E2B_API_KEY: e2b.key });
  const { github } = runs.world;
  const { pr } = await runs.run('true');
  await github.comment({ repo: 'acme/shop', pr, user: 'alice', body: '/speckit run --timeout 61m -- true' });
  const refusal = () =>
    github.comments('acme/shop', pr).find(one => one.body.includes('`--timeout` is `61m`'))?.body;
  await expect.poll(refusal, { timeout: 10_000 }).toContain('at most 1h');
});

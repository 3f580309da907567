import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { REPO, RUN_TIMEOUT, type ShellRuns, startShellRuns } from '../e2e/support/shell-runs.ts';
import { scrape } from '../support/metrics.ts';

vi.setConfig(RUN_TIMEOUT);

let runs: ShellRuns;
beforeAll(async () => {
  runs = await startShellRuns({ profile: { driver: 'local' } });
});
afterAll(() => runs.close());

test('the process, its database and its queue are healthy', async () => {
  const { url } = runs.world.server;
  const look = async (path: string, method = 'GET') => {
    const response = await fetch(`${url}${path}`, { method });
    return { status: response.status, text: await response.text() };
  };
  expect(await look('/healthz')).toEqual({ status: 200, text: 'ok\n' });
  const ready = await look('/readyz');
  expect(ready.status).toBe(200);
  expect(JSON.parse(ready.text)).toEqual({ ready: true, database: 'ok', queue: 'ok' });
  expect(await look('/readyz', 'HEAD')).toEqual({ status: 200, text: '' });
  expect(await look('/metrics/more')).toMatchObject({ status: 404 });
  expect(await look('/')).toMatchObject({ status: 404 });
});

test('runs, their waits and phases, webhooks and what GitHub leaves are counted', async () => {
  const { world } = runs;
  const before = await scrape(world.server.url);
  expect(before.get('speckit_database_up')).toBe(1);
  expect(before.get('speckit_runs{state="queued"}')).toBe(0);
  await runs.run('echo one > one.txt');
  await runs.run('exit 3');
  const counted = async () => {
    const after = await scrape(world.server.url);
    expect(after.get('speckit_runs_total{conclusion="success"}')).toBe(1);
    expect(after.get('speckit_runs_total{conclusion="failure"}')).toBe(1);
    expect(after.get('speckit_queue_wait_seconds_count')).toBe(2);
    expect(after.get('speckit_phase_seconds_count{phase="execute"}')).toBe(2);
    expect(after.get('speckit_phase_seconds_count{phase="release"}')).toBe(2);
    expect(after.get('speckit_run_seconds_count{conclusion="success"}')).toBe(1);
    expect(after.get('speckit_webhook_seconds_count{status="200"}')).toBeGreaterThanOrEqual(2);
    expect(after.get('speckit_runs_here')).toBe(0);
    expect(after.get('speckit_inbox_deliveries')).toBe(0);
    expect(after.get('speckit_sandboxes{use="run"}')).toBe(0);
    expect(after.get('speckit_sandboxes_seen')).toBeGreaterThanOrEqual(0);
    expect(after.get('process_resident_memory_bytes')).toBeGreaterThan(1e6);
    const rates = [...after].filter(([name]) => name.startsWith('speckit_github_rate_remaining{'));
    expect(rates.length).toBeGreaterThan(0);
  };
  await vi.waitFor(counted, { timeout: 100_000, interval: 200 });
});

test('a waiting and a running run are seen, and a webhook with a wrong signature is timed too', async () => {
  const first = await runs.ask('echo begun; until [ -e go ]; do sleep 0.1; done');
  await first.prints('begun');
  const second = await runs.ask('true', { on: first });
  const waiting = await second.reaches(run => run.state === 'queued');
  await vi.waitFor(
    async () => {
      const now = await scrape(runs.world.server.url);
      expect(now.get('speckit_runs{state="running"}')).toBe(1);
      expect(now.get('speckit_runs{state="queued"}')).toBe(1);
      expect(now.get('speckit_runs_here')).toBe(1);
      expect(now.get('speckit_sandboxes{use="run"}')).toBe(1);
      expect(now.get('speckit_queue_oldest_seconds')).toBeGreaterThan(0);
    },
    { timeout: 100_000, interval: 100 },
  );
  await runs.world.github.deliver('issue_comment', { action: 'created' }, { signature: 'sha256=00' });
  const { server, github } = runs.world;
  expect((await scrape(server.url)).get('speckit_webhook_seconds_count{status="400"}')).toBe(1);
  // A pull request whose branch is deleted closes, which ends everything of it.
  await github.deleteBranch(REPO, first.branch);
  const { store } = server.context;
  const ended = await vi.waitFor(
    async () => {
      const all = await store.listRuns({ pr: first.pr });
      expect(all.map(({ state }) => state)).toEqual(['ended', 'ended']);
      return all;
    },
    { timeout: 100_000, interval: 100 },
  );
  expect(ended.map(({ conclusion }) => conclusion)).toEqual(['cancelled', 'cancelled']);
  expect(ended.map(({ id }) => id)).toContain(waiting.id);
  await vi.waitFor(
    () => {
      const checks = github.checkRuns(REPO, first.before);
      expect(checks.map(({ status }) => status)).toEqual(checks.map(() => 'completed'));
    },
    { timeout: 100_000, interval: 100 },
  );
});

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ShellRuns, sandboxesOf, startShellRuns } from '../e2e/support/shell-runs.ts';
import { lives } from '../support/processes.ts';

let runs: ShellRuns;
beforeAll(async () => {
  runs = await startShellRuns({ profile: { driver: 'local', keep: '10m' } });
});
afterAll(() => runs.close());

test('cancelling ends everything that the command has started, and its sandbox', async () => {
  const asked = await runs.ask('sleep 64001 & setsid sleep 64002 & echo up; sleep 64003');
  await asked.prints('up\n');
  await vi.waitFor(() => expect(lives('sleep', '64002')).toBe(true), 20_000);
  const { github } = runs.world;
  await github.comment({ repo: 'acme/shop', pr: asked.pr, user: 'alice', body: '/speckit cancel' });
  const ended = await asked.ended();
  expect(ended.run.conclusion).toBe('cancelled');
  expect(ended.output).toBe('up\n');
  expect(['64001', '64002', '64003'].filter(argument => lives('sleep', argument))).toEqual([]);
  // Although the profile keeps sandboxes.
  expect(await sandboxesOf(runs, ended.run)).toEqual([]);
});

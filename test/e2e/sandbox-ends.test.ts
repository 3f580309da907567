import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { lives } from '../support/processes.ts';
import { RUN_TIMEOUT, type ShellRuns, sandboxesOf, startShellRuns } from './support/shell-runs.ts';

vi.setConfig(RUN_TIMEOUT);

let runs: ShellRuns;
beforeAll(async () => {
  runs = await startShellRuns({ profile: { driver: 'local' } });
});
afterAll(() => runs.close());

describe.concurrent('a command', () => {
  test('that never ends is stopped after its time limit, with everything it forked', async () => {
    const ended = await runs.run(
      "echo before; echo half > half.txt; sleep 61001 & setsid sleep 61002 & trap '' TERM; setsid sh -c \"trap '' TERM HUP; sleep 61003\" & sleep 61004",
      { flags: '--timeout 1s' },
    );
    expect(ended.run.conclusion).toBe('timed_out');
    expect(ended.check.conclusion).toBe('timed_out');
    expect(ended.said).toContain('time limit of 1s');
    expect(ended.said).toContain('`--timeout`');
    expect(ended.output).toBe('before\n');
    for (const seconds of [61001, 61002, 61003, 61004])
      expect(lives('sleep', String(seconds)), `sleep ${seconds}`).toBe(false);
    expect(await sandboxesOf(runs, ended.run)).toEqual([]);
    // What it had made is not lost, and not on the branch.
    expect(ended.after).toBe(ended.before);
    const kept = await runs.world.github.readFile('acme/shop', ended.run.resultRef ?? '', 'half.txt');
    expect(kept?.toString()).toBe('half\n');
  });

  test('that ends and leaves children behind does not wait for them, and they go with the sandbox', async () => {
    const ended = await runs.run('sleep 61011 & setsid sleep 61012 & echo done');
    expect(ended.run.conclusion).toBe('success');
    expect([lives('sleep', '61011'), lives('sleep', '61012')]).toEqual([false, false]);
    expect(await sandboxesOf(runs, ended.run)).toEqual([]);
  });

  test.each([
    ['kill -KILL $$', 'was killed by SIGKILL', 137],
    ['kill -SEGV $$', 'was killed by SIGSEGV', 139],
    ['exit 7', 'failed with exit code 7', 7],
    ['no-such-program-anywhere', 'failed with exit code 127', 127],
  ])('%s is a failure that says how', async (command, said, exitCode) => {
    const ended = await runs.run(`echo to the end; ${command}`);
    expect(ended.run.conclusion).toBe('failure');
    expect(ended.run.outcome?.exitCode).toBe(exitCode);
    expect(ended.check.conclusion).toBe('failure');
    expect(ended.said).toContain(said);
    expect(ended.output).toContain('to the end\n');
    expect(await sandboxesOf(runs, ended.run)).toEqual([]);
  });

  test('that kills its supervisor too is reported as lost, with the output so far', async () => {
    const ended = await runs.run('echo so far; kill -KILL $PPID; kill -KILL $$');
    expect(ended.run.conclusion).toBe('failure');
    expect(ended.said).toContain('disappeared without an exit code');
    expect(ended.output).toBe('so far\n');
    expect(await sandboxesOf(runs, ended.run)).toEqual([]);
  });

  test.each([
    ['its session', 'rm -rf "$HOME/ctl/cmd"'],
    ['all control files', 'rm -rf "$HOME/ctl"'],
    ['everything of ours', 'cd /; rm -rf "$HOME/ctl" "$HOME/repo"'],
    ['its exit code', 'rm -rf "$HOME/ctl/cmd"; mkdir "$HOME/ctl/cmd"; mkdir "$HOME/ctl/cmd/rc"'],
  ])(
    'that removes %s fails with a reason, commits nothing, and nothing is left',
    async (_what, command) => {
      const ended = await runs.run(`echo made > made.txt; ${command}; sleep 1`);
      expect(ended.run.conclusion).toBe('failure');
      expect(ended.said).toMatch(/control files|files were removed|collected|no session|disappeared/);
      expect(ended.run.outcome?.error?.code).not.toBe('internal');
      expect(ended.after).toBe(ended.before);
      expect(await sandboxesOf(runs, ended.run)).toEqual([]);
    },
    60_000,
  );
});

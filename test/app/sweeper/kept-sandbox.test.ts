import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { isReusable } from '../../../shared/pipeline/release.ts';
import { driverOf, type ShellRuns, sandboxesOf, startShellRuns } from '../../e2e/support/shell-runs.ts';
import { testImage } from '../../support/docker-image.ts';
import { dockerMissing } from '../../support/needs.ts';
import { lives } from '../../support/processes.ts';

const noDocker = dockerMissing();
let runs: ShellRuns;
beforeAll(async () => {
  runs = await startShellRuns({
    profile: { driver: 'local', keep: '10m' },
    profiles: {
      briefly: { driver: 'local', keep: '2s' },
      other: { driver: 'local', keep: '10m', set: { MORE: 'x' } },
      never: { driver: 'local' },
      ...(noDocker
        ? {}
        : { container: { driver: 'docker', keep: '10m', docker: { image: await testImage() } } }),
    },
    sweepEveryMs: 200,
  });
});
afterAll(() => runs.close());

test.for([
  ['local', '63001', ''],
  ...(noDocker ? [] : [['docker', '63003', '--profile container'] as const]),
] as const)(
  '%s: the next run of the pull request goes on in the same sandbox, cleaned',
  async ([, seconds, flags]) => {
    const first = await runs.run(
      `pwd; echo cached > $HOME/cache; mkdir -p made/ro; touch made/ro/f; chmod 500 made/ro; echo x > new.txt; (setsid sleep ${seconds} &)`,
      { flags },
    );
    expect(first.run.conclusion).toBe('success');
    const [kept] = await sandboxesOf(runs, first.run);
    expect(kept).toBe(first.run.sandboxId);
    expect(lives('sleep', seconds)).toBe(false);

    const second = await runs.run(
      'pwd; cat $HOME/cache; ls; cat new.txt; git status --porcelain; git log --format=%s',
      { on: first, flags },
    );
    expect(second.run.conclusion).toBe('success');
    expect(second.run.sandboxId).toBe(kept);
    // The folder of the checkout is the same, what is in it is the commit of the first run.
    expect(second.output.split('\n')[0]).toBe(first.output.split('\n')[0]);
    expect(second.output).toContain('cached\n');
    expect(second.output).toContain('new.txt\n');
    expect(second.output).toContain('\nx\n');
    expect(second.events.some(event => event.type === 'notice' && /run before/.test(event.text))).toBe(true);
    expect(await sandboxesOf(runs, first.run)).toEqual([kept]);
    await (await (await driverOf(runs, first.run)).attach(kept ?? '')).destroy();
  },
);

test('another pull request, another profile or other settings get a sandbox of their own', async () => {
  const first = await runs.run('true');
  const [other, elsewhere] = [
    await runs.run('true', { flags: '--profile other', on: first }),
    await runs.run('true'),
  ];
  expect(new Set([first, other, elsewhere].map(({ run }) => run.sandboxId)).size).toBe(3);
});

test('a kept sandbox that went away is replaced', async () => {
  const first = await runs.run('true');
  const driver = await driverOf(runs, first.run);
  await (await driver.attach(first.run.sandboxId ?? '')).destroy();
  const second = await runs.run('echo fine', { on: first });
  expect(second.output).toBe('fine\n');
  expect(second.run.sandboxId).not.toBe(first.run.sandboxId);
});

test.each([
  ['was stopped by its time limit', 'sleep 63002', '--timeout 1s'],
  ['has a profile that keeps none', 'true', '--profile never'],
])('the sandbox of a run that %s is not kept', async (_, command, flags) => {
  const ended = await runs.run(command, { flags });
  expect(await sandboxesOf(runs, ended.run)).toEqual([]);
});

test('after its time it is removed', async () => {
  const ended = await runs.run('true', { flags: '--profile briefly' });
  expect(await sandboxesOf(runs, ended.run)).toHaveLength(1);
  await vi.waitFor(async () => expect(await sandboxesOf(runs, ended.run)).toEqual([]), 10_000);
});

test.each([
  ['success', 0, true],
  ['failure', 1, true],
  ['conflict', 0, true],
  ['action_required', 0, true],
  ['failure', undefined, false],
  ['cancelled', undefined, false],
  ['timed_out', 124, false],
] as const)('%s with exit code %s: reusable is %s', (conclusion, exitCode, reusable) => {
  const outcome = { conclusion, title: '', notes: [], changes: [] };
  expect(isReusable(exitCode === undefined ? outcome : { ...outcome, exitCode })).toBe(reusable);
});

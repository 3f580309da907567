import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EmulatedGitHub } from '../github/index.ts';
import { conflicted, containersOf } from './support/conflict.ts';
import { AGENT_ENV, agentFiles, DRIVERS, dockerReady } from './support/drivers.ts';
import { openPlace, startGitHub } from './support/place.ts';
import type { StepOptions } from './support/runner.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 600_000 });
let github: EmulatedGitHub;
beforeAll(async () => {
  github = await startGitHub();
  await dockerReady();
});
afterAll(() => github.close());

describe.each(DRIVERS)('with the driver $driver', ({ driver, skip, profile }) => {
  const config = { profiles: { default: profile } };
  const done = { status: 'completed', conclusion: 'success' };

  it.skipIf(skip)('a comment and a label each bring the commit of a phase', async () => {
    const passing = { profiles: { default: { ...profile, env: Object.keys(AGENT_ENV) } } };
    const place = await openPlace(github, { config: passing, change: await agentFiles() });
    await using job = await place.job();
    const run = (step: StepOptions) => job.run({ ...step, env: AGENT_ENV });
    const spec = await run(await place.comment('/speckit run specify A cart that remembers'));
    expect(spec.outputs, spec.log).toMatchObject(done);
    const plan = await run(await place.label('speckit:plan'));
    expect(plan.outputs, plan.log).toMatchObject(done);
    const head = await github.commitOf(place.repo, place.branch);
    expect(head.sha).toBe(plan.outputs['commit-sha']);
    expect(head.parents).toEqual([spec.outputs['commit-sha']]);
    expect(JSON.parse(plan.outputs['changed-files'] ?? '')).toContainEqual(
      expect.stringMatching(/^specs\/001-.*\/plan\.md$/),
    );
    expect(plan.summary).toContain(`driver \`${driver}\``);
    expect(await github.labels(place.repo, place.pr)).toEqual([]);
    expect(place.said()).toEqual(
      ['specify', 'plan'].map(phase => expect.stringContaining(`**\`${phase}\` succeeded**`)),
    );
    if (driver === 'docker') expect(await containersOf(plan.outputs['run-id'] ?? '')).toEqual([]);
  });

  it.skipIf(skip)('an answer in a review thread settles what a run has asked', async () => {
    const { place, job, end, threads } = await conflicted(github, { config, driver });
    await using _job = job;
    expect(end.outputs, end.log).toMatchObject({ conclusion: 'conflict', conflicts: '["src/a.txt"]' });
    const settled = await job.run(await place.answer(threads['src/a.txt'] ?? 0, '/speckit keep result'));
    expect(settled).toMatchObject({ exitCode: 0, outputs: done });
    const text = await github.readFile(place.repo, place.branch, 'src/a.txt');
    expect(text?.toString()).toBe('one\nrun\nthree\n');
  });

  it.skipIf(skip).each(['workflow_dispatch', 'push', 'schedule'] as const)(
    '%s runs on the workspace and changes it',
    async event => {
      const place = await openPlace(github, { config });
      await using job = await place.job();
      await place.checkout(job);
      const inputs = { command: '-- cat README.md; echo made > made.txt; rm src/a.txt' };
      const end = await job.run({ ...place.dispatch(event), inputs });
      expect(end.outputs, end.log).toMatchObject({ ...done, 'changed-files': '["made.txt","src/a.txt"]' });
      expect(end.log).toContain('\n# Shop\n');
      const { stdout } = await promisify(execFile)('git', ['status', '--porcelain'], { cwd: job.workspace });
      expect(stdout).toBe(' D src/a.txt\n?? made.txt\n');
      expect(await readFile(path.join(job.workspace, 'made.txt'), 'utf8')).toBe('made\n');
      expect(end.summary).toContain(`driver \`${driver}\``);
    },
  );
});

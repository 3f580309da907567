import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { labelFilters } from '../../../shared/drivers/docker-labels.ts';
import { testImage } from '../../support/docker-image.ts';
import { dockerMissing } from '../../support/needs.ts';
import { type Checkout, makeCheckout } from '../support/checkout.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 600_000 });
const PATIENT = { timeout: 90_000, interval: 200 };
const execute = promisify(execFile);

let mine: Checkout;
beforeEach(async () => {
  mine = await makeCheckout();
});
afterEach(() => mine[Symbol.asyncDispose]());

const containersOf = async (run: string) =>
  (
    await execute('docker', [
      'ps',
      '-aq',
      ...labelFilters('sandbox', { run }).flatMap(label => ['--filter', `label=${label}`]),
    ])
  ).stdout;
const statusOf = async (run: string) =>
  JSON.parse((await mine.call(['status', run, '--json'])).stdout) as Record<string, unknown>;

describe.skipIf(dockerMissing())('User Story 4 - Monitor Remote Execution Status', () => {
  /** Starts a long operation, and resolves once it has said something. */
  const start = async (): Promise<string> => {
    const setting = ['--setting', `image=${await testImage()}`, '--setting', 'network=none'];
    await mine.call(['profile', 'add', 'box', ...setting, '--use']);
    const script = 'echo step one; echo made > made.txt; sleep 1000';
    const { stdout } = await mine.call(['run', '--detach', '--json', '--', script]);
    const { run } = JSON.parse(stdout) as { run: string };
    await vi.waitFor(
      async () => expect(await statusOf(run)).toMatchObject({ output: ['step one'] }),
      PATIENT,
    );
    return run;
  };

  it('Given a remote operation is in progress, When the user requests status, Then they see current execution state, elapsed time, and any available output', async () => {
    const run = await start();
    await vi.waitFor(async () => {
      expect(await statusOf(run)).toMatchObject({
        state: 'running',
        phase: 'execute',
        driver: 'docker',
        elapsedMs: expect.any(Number),
        usage: { memoryBytes: expect.any(Number) },
      });
    }, PATIENT);
    const shown = (await mine.call(['status'])).stdout;
    expect(shown).toMatch(/^state +running/m);
    expect(shown).toMatch(/^time +\d/m);
    expect(shown).toMatch(/^usage +\d+ % of a core/m);
    expect(shown).toMatch(/\nstep one\n$/);
  });

  it('Given a remote operation is running, When the user requests cancellation, Then the remote operation is terminated and resources are released', async () => {
    const run = await start();
    expect(await containersOf(run)).not.toBe('');
    const end = await mine.call(['cancel', run]);
    expect(end).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('The run was cancelled.') });
    expect(await containersOf(run)).toBe('');
    expect(await statusOf(run)).toMatchObject({ state: 'ended', outcome: { conclusion: 'cancelled' } });
  });
});

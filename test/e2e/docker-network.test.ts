import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testImage } from '../support/docker-image.ts';
import { dockerMissing } from '../support/needs.ts';
import { proxyImage } from '../support/proxy-image.ts';
import { RUN_TIMEOUT, type ShellRuns, sandboxesOf, startShellRuns } from './support/shell-runs.ts';

const skip = dockerMissing();

describe.skipIf(skip)(`the network of a run in Docker${skip ? ` (${skip})` : ''}`, () => {
  let runs: ShellRuns;
  beforeAll(async () => {
    const image = await testImage();
    await proxyImage();
    runs = await startShellRuns({
      profile: { driver: 'docker', docker: { image } },
      profiles: { open: { driver: 'docker', docker: { image, network: 'full' } } },
    });
  }, 600_000);
  afterAll(() => runs?.close());

  test(
    'is the list of its agent and the registries where nobody says otherwise',
    async () => {
      const ended = await runs.run(
        `env | grep -c _PROXY=; python3 -c 'import urllib.request as u; u.urlopen("https://example.com")' 2>&1 | tail -1`,
      );
      expect(ended.output).toMatch(/^4\n.*403.*example\.com is not on the list of allowed domains/);
      expect(ended.said).not.toContain('engine’s network');
      expect(await sandboxesOf(runs, ended.run)).toEqual([]);
    },
    RUN_TIMEOUT.testTimeout,
  );

  test(
    'and one that is full says so; what the run uses is told while it goes on',
    async () => {
      const ended = await runs.run('sleep 4', { flags: '--profile open' });
      expect(ended.run.conclusion).toBe('success');
      expect(ended.comment.body).toContain('reaches whatever the engine’s network reaches');
      const samples = ended.events.flatMap(event => (event.type === 'usage' ? [event.sample] : []));
      expect(samples[0]).toMatchObject({ memoryBytes: expect.any(Number), diskBytes: expect.any(Number) });
    },
    RUN_TIMEOUT.testTimeout,
  );
});

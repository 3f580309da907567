import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDriver } from '../../app/worker/driver.ts';
import { profileOf } from '../../app/worker/facts.ts';
import { DRIVER_NAMES } from '../../shared/drivers/index.ts';
import { REPO, type ShellRuns, startShellRuns } from '../e2e/support/shell-runs.ts';
import { type LocalDaytona, startDaytona } from '../services/daytona/server.ts';
import { type LocalE2b, startE2b } from '../services/e2b/server.ts';
import { testImage } from '../support/docker-image.ts';
import { dockerMissing } from '../support/needs.ts';

const noDocker = dockerMissing();
let e2b: LocalE2b;
let daytona: LocalDaytona;
let runs: ShellRuns;
beforeAll(async () => {
  [e2b, daytona] = [await startE2b(), await startDaytona()];
  const { apiUrl, sandboxUrl } = e2b;
  runs = await startShellRuns({
    profile: { driver: 'local' },
    profiles: {
      local: { driver: 'local' },
      e2b: { driver: 'e2b', e2b: { apiUrl, sandboxUrl } },
      daytona: { driver: 'daytona', daytona: { apiUrl: daytona.apiUrl } },
      ...(noDocker ? {} : { docker: { driver: 'docker', docker: { image: await testImage() } } }),
    },
    otherVariables: { E2B_API_KEY: e2b.key, DAYTONA_API_KEY: daytona.key },
  });
});
afterAll(async () => {
  await runs.close();
  await e2b[Symbol.asyncDispose]();
  await daytona[Symbol.asyncDispose]();
});

describe.each(DRIVER_NAMES)('a comment on a pull request, on %s', name => {
  test.skipIf(name === 'docker' && noDocker)('runs, is committed, and leaves no sandbox', async () => {
    const ended = await runs.run('cat src/cart.txt; printf "\\0\\377" > made.bin; echo full > src/cart.txt', {
      flags: `--profile ${name}`,
    });
    expect(ended.run.conclusion).toBe('success');
    expect(ended.run.driver).toBe(name);
    expect(ended.output).toBe('empty\n');
    expect(ended.run.commitSha).toBe(ended.after);
    const { github, server } = runs.world;
    expect(await github.readFile(REPO, ended.branch, 'made.bin')).toEqual(Buffer.from([0, 255]));
    expect((await github.readFile(REPO, ended.branch, 'src/cart.txt'))?.toString()).toBe('full\n');
    const driver = await openDriver(server.context, profileOf(ended.run));
    expect(await driver.list({ server: server.context.serverId })).toEqual([]);
  });
});

import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { EmulatedGitHub } from '../github/index.ts';
import { startDaytona } from '../services/daytona/server.ts';
import { startE2b } from '../services/e2b/server.ts';
import { type Bundle, copyBundle } from './support/bundle.ts';
import { openPlace, startGitHub } from './support/place.ts';

vi.setConfig({ testTimeout: 180_000 });
let github: EmulatedGitHub;
let bundle: Bundle;
beforeAll(async () => {
  [github, bundle] = await Promise.all([startGitHub(), copyBundle()]);
});
afterAll(async () => {
  await github.close();
  await bundle[Symbol.asyncDispose]();
});

it('the bundle runs in the sandboxes of services, let in by its inputs', async () => {
  await using e2b = await startE2b();
  await using daytona = await startDaytona();
  const { program } = bundle;
  const place = await openPlace(github, {
    config: {
      profiles: {
        e2b: { driver: 'e2b', e2b: { apiUrl: e2b.apiUrl, sandboxUrl: e2b.sandboxUrl } },
        daytona: { driver: 'daytona', daytona: { apiUrl: daytona.apiUrl } },
      },
    },
  });
  await using job = await place.job();
  const keys = { 'e2b-api-key': e2b.key, 'daytona-api-key': daytona.key };
  for (const profile of ['e2b', 'daytona']) {
    const step = await place.comment(`/speckit run --profile ${profile} -- echo made > ${profile}.txt`);
    const end = await job.run({ ...step, inputs: keys, program });
    expect(end.outputs, end.log).toMatchObject({
      conclusion: 'success',
      'changed-files': `["${profile}.txt"]`,
    });
    for (const key of Object.values(keys))
      expect(end.log.replaceAll(`::add-mask::${key}`, '')).not.toContain(key);
    const without = await job.run({ ...step, program });
    expect(without).toMatchObject({ exitCode: 1 });
    expect(without.log).toMatch(/needs `(E2B|DAYTONA)_API_KEY`/);
  }
});

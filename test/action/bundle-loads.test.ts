import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EmulatedGitHub } from '../github/index.ts';
import { type Bundle, copyBundle } from './support/bundle.ts';
import { DRIVERS, dockerReady } from './support/drivers.ts';
import { openPlace, startGitHub } from './support/place.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 600_000 });
let github: EmulatedGitHub;
let bundle: Bundle;
beforeAll(async () => {
  [github, bundle] = await Promise.all([startGitHub(), copyBundle(), dockerReady()]);
});
afterAll(async () => {
  await github.close();
  await bundle[Symbol.asyncDispose]();
});

/** What stands in the part of the bundle that a driver and its SDK make. */
const PARTS = {
  local: /shared\/drivers\/local-exec\.js/,
  docker: /shared\/drivers\/docker-engine\.js|docker-modem/,
  e2b: /shared\/drivers\/e2b-client\.js|e2b\.app/,
  daytona: /shared\/drivers\/daytona-client\.js|app\.daytona\.io/,
};

/** The drivers whose parts a step has loaded. */
async function loadedDrivers(): Promise<string[]> {
  const texts = [...(await bundle.loaded()).values()];
  expect(texts).not.toHaveLength(0);
  return Object.entries(PARTS).flatMap(([name, part]) => (texts.some(text => part.test(text)) ? [name] : []));
}

describe.each(DRIVERS)('a run with the driver $driver', ({ driver, skip, profile }) => {
  it.skipIf(skip)('loads the part of no other driver', async () => {
    const place = await openPlace(github, { config: { profiles: { default: profile } } });
    await using job = await place.job();
    const step = await place.comment('/speckit run -- echo 1 > made.txt');
    const end = await job.run({ ...step, program: bundle.program, env: bundle.watched() });
    expect(end.outputs, end.log).toMatchObject({ conclusion: 'success' });
    expect(await loadedDrivers()).toEqual([driver]);
  });
});

it('a command that needs no sandbox loads no driver', async () => {
  const place = await openPlace(github);
  await using job = await place.job();
  const step = await place.comment('/speckit help');
  const end = await job.run({ ...step, program: bundle.program, env: bundle.watched() });
  expect(end.outputs).toMatchObject({ status: 'completed' });
  expect(await loadedDrivers()).toEqual([]);
});

it.skipIf(DRIVERS[1].skip)(
  'Docker is reached as it is without any configuration, by the allow list of hosts',
  async () => {
    const place = await openPlace(github, { config: {} });
    await using job = await place.job();
    const check =
      'node -e \'fetch("https://example.org").catch(e => console.log("refused:", e.cause?.message))\'';
    const step = await place.comment(
      `/speckit run -- id -u > who.txt; echo "by \${HTTPS_PROXY:-nothing}"; ${check}`,
    );
    const end = await job.run({ ...step, program: bundle.program });
    expect(end.outputs, end.log).toMatchObject({ conclusion: 'success', 'changed-files': '["who.txt"]' });
    expect(end.log).toMatch(/\nby http:\/\/.*\n/);
    expect(end.log).toContain('refused:');
    expect((await github.readFile(place.repo, place.branch, 'who.txt'))?.toString()).toBe('1000\n');
  },
);

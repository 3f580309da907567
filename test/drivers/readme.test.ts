import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { DRIVER_NAMES, loadDriver } from '../../shared/drivers/index.ts';
import { parseServerConfig } from '../../shared/profile/load.ts';

const page = await readFile(new URL('../../shared/drivers/README.md', import.meta.url), 'utf8');
const profiles = page
  .split('```yaml\n')
  .slice(1)
  .map(rest => rest.split('```')[0] ?? '');

test('the page shows a profile of every driver, and each is valid as it stands', async () => {
  const shown = await Promise.all(
    profiles.map(async text => (await parseServerConfig(text)).profiles.default),
  );
  expect(shown.map(profile => profile?.driver)).toEqual(DRIVER_NAMES);
});

test.for(DRIVER_NAMES)('%s: every line of the comparison says something', async name => {
  const { docs } = await loadDriver(name);
  for (const key of ['start', 'egress', 'cost', 'limits', 'lacks'] as const)
    expect(docs[key]).toMatch(/\S.*\.$/);
});

test('a profile with a setting that the driver does not have is refused', async () => {
  const text = profiles.at(-1)?.replace('snapshot:', 'snapshoot:');
  await expect(parseServerConfig(text)).rejects.toMatchObject({ code: 'config' });
});

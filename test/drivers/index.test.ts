import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { DRIVER_NAMES, loadDriver } from '../../shared/drivers/index.ts';

test('the table names every driver file of the folder', () => {
  const files = readdirSync(new URL('../../shared/drivers', import.meta.url))
    .filter(name => /^[a-z0-9]+\.ts$/.test(name))
    .map(name => name.replace('.ts', ''));
  expect(files.filter(name => name !== 'index' && name !== 'types').sort()).toEqual([...DRIVER_NAMES].sort());
});

test.for(DRIVER_NAMES)('%s: an empty profile will do, and its settings make a JSON schema', async name => {
  const driver = await loadDriver(name);
  expect(driver.name).toBe(name);
  expect(driver.isolation).toMatch(/\.$/);
  expect(driver.make(driver.settings.parse({}), { dataDir: '/nonexistent' }).name).toBe(name);
  const schema = z.toJSONSchema(driver.settings, { io: 'input' });
  expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
  for (const property of Object.values(schema.properties ?? {}))
    expect(property).toHaveProperty('description');
});
